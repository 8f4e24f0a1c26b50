"""What stands around the text of a page: menus, banners, lists of other news; dropped before it is read."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from bs4.element import NavigableString, PageElement, Tag

_DROPPED = frozenset({
    "head", "title", "nav", "menu", "script", "style", "noscript", "template", "footer", "aside", "select", "input",
    "textarea", "svg", "iframe", "object",
})  # fmt: skip
_DROPPED_ROLES = frozenset(["navigation", "menu", "banner", "contentinfo"])
_HIDDEN = re.compile(r"display: ?none")
_MENU_TAGS = frozenset(["div", "ul", "ol", "table", "td", "section", "p", "form", "header", "center"])
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:main|top|left|right|sub)?-?menu|nav(?:bar|igation)?|side-?bar|bread-?crumbs?|footer|copyright|banner"
    r"|related|(?:cac-?)?tin-?(?:khac|moi|lien-?quan|cung-?\w+)|cung-?chuyen-?muc|cot-?(?:trai|phai)|share|social"
    r"|comments?|advert\w*|quang-?cao|lien-?ket|luot-?(?:xem|truy-?cap)|truy-?cap|thoi-?tiet|visitors?|weather)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SURROUNDS = 0.3
"""Share of a page's text above which a part is not taken for what surrounds it, whatever it is called."""
_MENU_LINKS, _MENU_SHARE = 4, 0.8
"""Links from which on, and share of text in links above which, a part is a menu."""
_OTHER_NEWS = re.compile(
    r"(?:các )?(?:tin|bài viết|bài|tin bài)(?: tức)? (?:(?:đã đăng )?(?:cùng chuyên mục|cùng loại|liên quan)|khác"
    r"|mới (?:hơn|nhất)|cũ hơn|đã đưa)"
)
"""What stands above the links to other pages, in small letters."""
_NEWS_SHARE = 0.5
"""Share of text in links above which what stands below such a heading is a list of pages; each has its date."""
_COUNTED = re.compile(
    r"\s*(?:(?:lượt (?:xem|truy cập|đọc)|(?:tổng )?số lượt (?:xem|truy cập|đọc)|đang (?:truy cập|online)"
    r"|tổng (?:số )?truy cập|hôm nay|tháng hiện tại)\s*:\s*\d|thời tiết .{0,40}\d+ ?(?:độ|°))",
    re.IGNORECASE,
)
"""Visitors and weather: lines that a portal puts beside a text, whatever it calls them."""
_COUNTED_LENGTH = 120
_ADDRESS = re.compile(r"@|\.\w{2,}(?:/|$)|^https?:", re.IGNORECASE)


def is_dropped(tag: Tag) -> bool:
    """Whether `tag` is no part of the text: it is not shown, or is what stands around a page."""
    if tag.name in _DROPPED:
        return True
    if (tag.name == "header" and tag.parent and tag.parent.name == "body") or (
        tag.name == "button" and tag.find_parent("form")
    ):
        return True
    return bool(tag.attrs) and (
        "hidden" in tag.attrs
        or ("role" in tag.attrs and attribute(tag, "role") in _DROPPED_ROLES)
        or ("style" in tag.attrs and _HIDDEN.search(attribute(tag, "style")) is not None)
    )


def drop_menus(page: Tag, tags: Iterable[Tag]) -> None:
    """Take out of `page` with its `tags` what surrounds the text by its name ("sidebar", "breadcrumb"), unless it holds
    much of the text, and lists of links, however they are named."""
    links = Counter(id(tag) for link in tags if link.name == "a" for tag in link.parents)
    named = (tag for tag in tags if tag.name in _MENU_TAGS)
    suspects = [tag for tag in named if links[id(tag)] >= _MENU_LINKS or _is_named_menu(tag)]
    most = _SURROUNDS * len(page.get_text()) if suspects else 0.0
    for tag in suspects:
        if _is_link_list(tag) or (_is_named_menu(tag) and len(tag.get_text()) < most):
            tag.extract()


def _is_named_menu(tag: Tag) -> bool:
    if "id" not in tag.attrs and "class" not in tag.attrs:  # most
        return False
    return _MENU_NAME.search(f"{attribute(tag, 'id')} {attribute(tag, 'class')}") is not None


def _is_link_list(tag: Tag) -> bool:
    """Whether `tag` is links and hardly anything else; links that show an address are what a plan tells."""
    links = [text for link in tag.find_all("a") if (text := link.get_text(strip=True))]
    if len(links) < _MENU_LINKS or any(_ADDRESS.search(text) for text in links):
        return False
    return sum(map(len, links)) > _MENU_SHARE * len("".join(tag.stripped_strings))


def drop_other_news(page: Tag) -> None:
    """Take out of `page` what says that other pages follow, and the links to them."""
    for text in page.find_all(string=_is_other_news):
        heading: PageElement = text
        while (above := heading.parent) and above is not page and above.get_text(strip=True) == text.strip():
            heading = above
        links = list(takewhile(_is_news, (each for each in heading.next_siblings if not _is_blank(each))))
        for each in [heading, *links] if links else []:
            each.extract()


def _is_other_news(text: str | None) -> bool:
    return text is not None and _OTHER_NEWS.fullmatch(text.lower().strip(" \t\r\n:.…")) is not None


def _is_blank(element: PageElement) -> bool:
    return isinstance(element, NavigableString) and not element.strip()


def _is_news(element: PageElement) -> bool:
    if not isinstance(element, Tag):
        return False
    links = [element] if element.name == "a" else element.find_all("a")
    linked = sum(len(link.get_text(strip=True)) for link in links)
    return linked > _NEWS_SHARE * len("".join(element.stripped_strings)) and linked > 0


def is_counted(text: str) -> bool:
    """Whether a line of text tells of visitors or the weather."""
    return len(text) <= _COUNTED_LENGTH and any(map(_COUNTED.match, text.split("|")))


def main_of(page: Tag, tags: Iterable[Tag]) -> Tag:
    """The part of `page` with its `tags` that is marked as its text, else all of it."""
    if not any(tag.name in ("main", "article") for tag in tags):
        return page
    articles = page.find_all("article")
    for tag in [*page.find_all("main"), *(articles if len(articles) == 1 else [])]:
        if tag.get_text(strip=True):
            return tag
    return page


def attribute(tag: Tag, name: str) -> str:
    """The value of an attribute of `tag`, empty where it has none."""
    found: Any = tag.get(name, "")
    return found if isinstance(found, str) else " ".join(found)
