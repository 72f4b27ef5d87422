"""The address at which people open the tracker's pages, in place of the one at which Vekha reaches it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mappings.progress import Report


@dataclass(frozen=True)
class PublicAddress:
    """Vekha's own way to the tracker, and people's where that is another one; both without a slash at the end."""

    own: str = ""
    public: str = ""

    @property
    def front(self) -> str | None:
        """Where people open the tracker; None where it has no page."""
        return self.public or self.own or None

    @classmethod
    def of(cls, settings: object) -> PublicAddress:
        """The addresses of a tracker's settings, whatever the tracker."""
        own, public = (getattr(settings, name, None) for name in ("url", "public_url"))
        return cls(own if isinstance(own, str) else "", public if isinstance(public, str) else "")

    def shown(self, report: Report) -> Report:
        """A report whose links lead to where people open them."""
        if not self.public:
            return report
        lines = tuple(replace(line, url=self.front_of(line.url)) for line in report.lines)
        return replace(report, url=self.front_of(report.url), lines=lines)

    def front_of(self, url: str | None) -> str | None:
        """An address as people open it."""
        if url is None or not self.public or not (url == self.own or url.startswith(f"{self.own}/")):
            return url
        return self.public + url.removeprefix(self.own)
