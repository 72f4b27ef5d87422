/* A file system that cannot lock, for one process: flock and fcntl fail with the numbers in the environment. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>

static int number(const char *name) {
    const char *value = getenv(name);
    return value ? atoi(value) : 0;
}

int flock(int file, int operation) {
    int refused = number("FLOCK_ERRNO");
    if (refused && !(operation & LOCK_UN)) {
        errno = refused;
        return -1;
    }
    return ((int (*)(int, int))dlsym(RTLD_NEXT, "flock"))(file, operation);
}

static int control(const char *real, int file, int command, void *argument) {
    int refused = number("FCNTL_ERRNO");
    if (refused && (command == F_SETLK || command == F_SETLKW || command == F_GETLK)) {
        errno = refused;
        return -1;
    }
    return ((int (*)(int, int, void *))dlsym(RTLD_NEXT, real))(file, command, argument);
}

int fcntl(int file, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return control("fcntl", file, command, argument);
}

int fcntl64(int file, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return control("fcntl64", file, command, argument);
}
