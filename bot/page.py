"""One HTML page to look through what fell short: all in one file, no network, and of use without JavaScript too."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape

from answer.answer import Answer
from bot.evaluation import Gold, Verdict, stands_in, tally, tells
from bot.review import Change, Judged, Run

_STATUS = {"answered": "trả lời", "clarify": "hỏi lại", "not_found": "không tìm thấy"}
_EXPECT = {
    "answer": "một câu trả lời",
    "not_found": "nói là không tìm thấy",
    "clarify_or_all": "hỏi lại nơi nào, hoặc trả lời cho mọi kế hoạch",
}
_FILTERS = (("kind", "Loại"), ("style", "Kiểu"), ("doc", "Tệp"), ("turned", "So với lần trước"))
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #2a7d3f; --bad: #c0392b; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; }
table { border-collapse: collapse; } td, th { padding: .1rem .8rem .1rem 0; text-align: left; }
article { border-top: 2px solid var(--line); margin-top: 2rem; overflow-wrap: anywhere; }
.sides { display: grid; gap: 1.5rem; grid-template-columns: 1fr 1fr; }
.text { white-space: pre-wrap; } .small { font-size: .85rem; opacity: .8; }
blockquote { border-left: 3px solid var(--line); margin: .3rem 0; padding-left: .7rem; white-space: pre-wrap; }
.good { color: var(--good); } .bad { color: var(--bad); }
form { background: Canvas; border-bottom: 1px solid var(--line); padding: .5rem 0; position: sticky; top: 0; }
label { margin-right: 1rem; }
[hidden] { display: none !important; }
@media (max-width: 50rem) { .sides { grid-template-columns: 1fr; } }
@media print { form { display: none; } article { break-inside: avoid; } }
"""
_SCRIPT = """
const form = document.querySelector("form"), articles = [...document.querySelectorAll("article")];
function choose() {
  const wanted = [...form.querySelectorAll("select")].filter(select => select.value);
  for (const article of articles) {
    article.hidden = wanted.some(select => article.dataset[select.name] !== select.value);
    document.getElementById("to-" + article.id).hidden = article.hidden;
  }
  form.querySelector("output").value = articles.filter(article => !article.hidden).length + "/" + articles.length;
}
form.addEventListener("change", choose);
form.hidden = false;
choose();
"""
# Whatever a plan or an answer holds, the page loads nothing and runs only the script above.
_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; "
    f"script-src 'sha256-{b64encode(sha256(_SCRIPT.encode()).digest()).decode()}'"
)


def page(run: Run, changes: Sequence[Change] = ()) -> str:
    """The page as HTML: the tally, then each miss of `run`; `changes` from an earlier run are told beside them."""
    turned = {id(change.now): change for change in changes if change.now}
    misses = [(f"m{n}", miss, turned.get(id(miss))) for n, miss in enumerate(run.misses, 1)]
    right, asked = len(run.judged) - len(misses), len(run.judged)
    title = f"Câu trả lời chưa đúng: {len(misses)} trong {asked} câu"
    body = (
        f"<h1>{title}</h1>\n<p>Chấm lúc {run.made:%H:%M ngày %d/%m/%Y}: đúng {right}/{asked}.</p>",
        _sums(run),
        _differences(changes),
        _form([_facts(miss.gold, change) for _, miss, change in misses]),
        "<ul>\n" + "\n".join(_entry(name, miss) for name, miss, _ in misses) + "\n</ul>" if misses else "",
        *(_article(*each) for each in misses),
    )
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(filter(None, body))
        + f"\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _sums(run: Run) -> str:
    sums = tally([Verdict(one.gold, one.reason) for one in run.judged])
    rows = (
        f"<tr><td>{escape(key)}</td><td>{right}/{asked}</td><td>{right / asked:.0%}</td></tr>"
        for key, (right, asked) in sums.items()
    )
    return f"<details><summary>Tỉ lệ đúng theo loại, kiểu, tệp</summary><table>{''.join(rows)}</table></details>"


def _differences(changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    items = "\n".join(f"<li>{escape(c.turned)}: {escape(c.gold.id)} – {escape(c.gold.q)}</li>" for c in changes)
    return f"<details><summary>Khác lần trước ở {len(changes)} câu</summary><ul>\n{items}\n</ul></details>"


def _facts(gold: Gold, change: Change | None) -> dict[str, str]:
    """What a miss can be filtered by."""
    return {"kind": gold.kind, "style": gold.style, "doc": gold.doc or "–", "turned": change.turned if change else "–"}


def _form(facts: Sequence[Mapping[str, str]]) -> str:
    """The filters; the script shows them, since nothing else can use them."""
    selects = "".join(_select(key, name, {each[key] for each in facts}) for key, name in _FILTERS)
    return f"<form hidden>{selects}<output></output></form>"


def _select(key: str, name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(value)}</option>' for value in sorted(values))
    return f'<label>{name} <select name="{key}"><option value="">tất cả</option>{options}</select></label>'


def _entry(name: str, miss: Judged) -> str:
    return (
        f'<li id="to-{name}"><a href="#{name}">{escape(miss.gold.id)}</a> {escape(miss.gold.q)} '
        f'<span class="bad">{escape(miss.reason or "")}</span></li>'
    )


def _article(name: str, miss: Judged, change: Change | None) -> str:
    gold, facts = miss.gold, _facts(miss.gold, change)
    data = " ".join(f'data-{key}="{escape(value)}"' for key, value in facts.items())
    told = [gold.id, gold.kind, gold.style, gold.place or "không đặt địa phương", *([change.turned] if change else [])]
    history = "".join(f'<p class="small">Câu trước: {escape(turn)}</p>\n' for turn in gold.history or ())
    return (
        f'<article id="{name}" {data}>\n<h2>{escape(gold.q)}</h2>\n{history}'
        f'<p class="small">{escape(" · ".join(told))}</p>\n'
        f'<p class="bad">Chưa đúng vì: {escape(miss.reason or "")}</p>\n'
        f'<div class="sides">\n<section>\n{_wanted(miss)}</section>\n'
        f"<section>\n<h3>Đã trả lời</h3>\n{_answer(miss.answer)}{_earlier(change)}</section>\n</div>\n</article>"
    )


def _wanted(miss: Judged) -> str:
    """What a right answer holds, marked by whether this one does."""
    gold, answer = miss.gold, miss.answer
    must = [(any(tells(answer, one) for one in group), " / ".join(group)) for group in gold.must]
    must_not = [(not tells(answer, one), f"không có: {one}") for one in gold.must_not]
    proof = [(any(stands_in(piece, one.quote) for one in answer.citations), piece) for piece in gold.evidence]
    document = f"<p>Tệp cần dẫn: {escape(gold.doc)}</p>\n" if gold.doc else ""
    return f"<h3>Cần có</h3>\n<p>{_EXPECT[gold.expect]}</p>\n{_marked([*must, *must_not])}{document}" + (
        f"<h3>Bằng chứng trong kế hoạch</h3>\n{_marked(proof)}" if proof else ""
    )


def _marked(lines: Sequence[tuple[bool, str]]) -> str:
    items = "".join(
        f'<li class="{"good" if held else "bad"}">{"✓" if held else "✗"} {escape(text)}</li>\n' for held, text in lines
    )
    return f"<ul>\n{items}</ul>\n" if items else ""


def _answer(answer: Answer) -> str:
    quotes = "".join(
        f'<p class="small">[{one.n}] {escape(" · ".join(filter(None, (one.source, one.section))))}'
        f"{f' · trang {one.page}' if one.page else ''}</p>\n<blockquote>{escape(one.quote)}</blockquote>\n"
        for one in answer.citations
    )
    options = "".join(f"<li>{escape(option.label)}</li>\n" for option in answer.options)
    status = f'<p class="small">{_STATUS[answer.status]} · {escape(answer.engine)}</p>\n'
    listed = f"<ul>\n{options}</ul>\n" if options else ""
    return f'{status}<p class="text">{escape(answer.text)}</p>\n{listed}{quotes}'


def _earlier(change: Change | None) -> str:
    """The answer of the run before, where it was another."""
    if change is None or change.before is None:
        return ""
    fared = "đúng" if change.before.reason is None else escape(change.before.reason)
    return f"<details><summary>Lần trước ({fared})</summary>\n{_answer(change.before.answer)}</details>\n"
