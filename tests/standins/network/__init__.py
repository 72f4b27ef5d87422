"""What stands between a tracker and Vekha, as real processes of the network have it: listeners, TLS, proxies."""
