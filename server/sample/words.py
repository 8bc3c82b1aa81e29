"""How a time limit and a fee are published, in both languages of the office."""

BY_THE_PROVINCE = "province"

Said = dict[str, str]


def time_limit(kind: str, value: int) -> Said:
    """`kind`: same_day, hour, working_day, calendar_day."""
    plural = "" if value == 1 else "s"
    return {
        "same_day": {
            "vi": "Trong ngày; nộp sau 15:00 trả ngày làm việc tiếp theo",
            "en": "Same day; handed in after 15:00, the next working day",
        },
        "hour": {"vi": f"{value} giờ làm việc", "en": f"{value} working hour{plural}"},
        "working_day": {"vi": f"{value} ngày làm việc", "en": f"{value} working day{plural}"},
        "calendar_day": {"vi": f"{value} ngày", "en": f"{value} day{plural}"},
    }[kind]


def fee(amount: int | str | None) -> Said | None:
    """None when no fee is stated: better no word than a wrong one."""
    if amount is None:
        return None
    if amount == BY_THE_PROVINCE:
        return {
            "vi": "Theo mức Hội đồng nhân dân tỉnh quy định",
            "en": "As set by the provincial People's Council",
        }
    if amount == 0:
        return {"vi": "Không thu phí", "en": "Free of charge"}
    return {"vi": f"{amount:,} đồng".replace(",", "."), "en": f"{amount:,} đ"}
