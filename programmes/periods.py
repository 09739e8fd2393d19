"""What one payment is for: a month, or a quarter that is named by its first month."""

from __future__ import annotations

from dataclasses import dataclass

from programmes.months import month_after, month_before

#: How programme.toml says it, and how many months it is.
MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Period:
    """Spans of `months` months; those of a year begin in January."""

    months: int = 1

    def of(self, month: str) -> str:
        """The first month of the span that `month` lies in."""
        if self.months == 1:
            return month
        first = (int(month[5:]) - 1) // self.months * self.months + 1
        return f"{month[:4]}-{first:02d}"

    def last_month(self, period: str) -> str:
        """The last month of a span."""
        for _ in range(self.months - 1):
            period = month_after(period)
        return period

    def before(self, period: str) -> str:
        """The span before."""
        return self.of(month_before(period))

    def after(self, period: str) -> str:
        """The span after."""
        return month_after(self.last_month(period))

    def between(self, start: str, end: str) -> int:
        """How many spans lie from `start` to `end`."""
        first, last = (int(month[:4]) * 12 + int(month[5:]) for month in (start, end))
        return (last - first) // self.months
