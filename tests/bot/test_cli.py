"""The command as people use it: what it prints where, and its exit status."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import cli
from tests.bot.plans import BA_TO, NINH_HOA
from tests.bot.running import Cchc, Run


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "ba-to.txt").write_text(BA_TO, encoding="utf-8")
    (folder / "ninh-hoa.txt").write_text(NINH_HOA, encoding="utf-8")
    return folder


@pytest.fixture
def known(cchc: Cchc, plans: Path) -> Cchc:
    """`cchc` that has taken in both plans."""
    assert cchc("ingest", plans).status == 0
    return cchc


def objects(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.out.splitlines()]


# --- Wrong use -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "Không có lệnh “plan”. Có phải ý bạn là 'plans'"),
        (["plans", "--jsn"], "Không có tùy chọn --jsn. Có phải: --json"),
        (["text"], "Thiếu tham số TỆP"),
        (["search", "a", "-k", "x"], "-k chưa đúng: phải là một số"),
        (["search", "a", "-k", "0"], "phải từ 1 trở lên"),
        (["ask", "a", "b"], "Thừa tham số: b"),
        (["ask", "a", "--engine", "gpt"], "“gpt” không phải một trong"),
        (["ask"], "Xin cho một câu hỏi"),
        (["search"], "Xin cho một điều cần tìm"),
        (["text", "khong-co.pdf"], "Không tìm thấy khong-co.pdf"),
        (["ingest", "khong-co"], "Không tìm thấy khong-co"),
        (["--config", "khong-co.toml", "plans"], "Không tìm thấy tệp cấu hình"),
    ],
)
def test_wrong_use_is_said_in_vietnamese(cchc: Cchc, arguments: list[str], said: str) -> None:
    run = cchc(*arguments)
    assert (run.status, run.out, said in run.err) == (2, "", True)


def test_a_service_without_a_channel_is_wrong_use(cchc: Cchc, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nenabled = false\n", encoding="utf-8")
    run = cchc("serve")
    assert (run.status, "Chưa bật kênh nào" in run.err) == (2, True)


def test_misspelt_setting_is_wrong_use(cchc: Cchc) -> None:
    Path("config.toml").write_text("[telegram]\nenabld = true\n", encoding="utf-8")
    run = cchc("plans")
    assert (run.status, "“enabled”" in run.err) == (2, True)


@pytest.mark.parametrize("command", [name for name, _, _ in cli._COMMANDS])
def test_help_has_an_example(cchc: Cchc, command: str) -> None:
    run = cchc(command, "--help")
    assert (run.status, "Ví dụ: cchc" in run.out) == (0, True)


def test_help_needs_no_sound_settings(cchc: Cchc) -> None:
    Path("config.toml").write_text("[telegran]\n", encoding="utf-8")
    assert cchc("ask", "--help").status == 0


def test_unexpected_error_shows_no_traceback(cchc: Cchc, plans: Path) -> None:
    data = Path("data")
    data.write_text("một tệp, không phải thư mục", encoding="utf-8")
    run = cchc("ingest", plans)
    assert (run.status, "Traceback" in run.err) == (1, False)


# --- ingest ----------------------------------------------------------------------------------------------------------


def test_ingest_tells_what_was_taken_in(cchc: Cchc, plans: Path) -> None:
    assert "2 tệp: 2 kế hoạch được nạp (4 nhiệm vụ" in cchc("ingest", plans).out


def test_ingest_as_json_is_one_object(cchc: Cchc, plans: Path) -> None:
    [told] = objects(cchc("ingest", plans, "--json"))
    assert (told["files"], told["tasks"], [plan["place"] for plan in told["plans"]]) == (2, 4, ["Ba Tơ", "Ninh Hòa"])  # type: ignore[attr-defined, index]


def test_ingest_again_changes_nothing(known: Cchc, plans: Path) -> None:
    assert "0 kế hoạch được nạp (0 nhiệm vụ, 0 liên hệ, 0 lưu ý), 2 không đổi" in known("ingest", plans).out


def test_changed_file_replaces_its_plan(known: Cchc, plans: Path) -> None:
    (plans / "ba-to.txt").write_text(BA_TO.replace("12/KH-UBND", "56/KH-UBND"), encoding="utf-8")
    known("ingest", plans)
    assert sorted(str(plan["number"]) for plan in objects(known("plans", "--json"))) == ["34/KH-UBND", "56/KH-UBND"]


def test_unreadable_file_is_named_and_the_rest_is_kept(cchc: Cchc, plans: Path) -> None:
    (plans / "hong.pdf").write_bytes(b"%PDF-1.4 broken")
    run = cchc("ingest", plans)
    assert (run.status, "Không nạp được hong.pdf" in run.err, "2 kế hoạch được nạp" in run.out) == (1, True, True)


def test_file_of_the_same_content_is_named(cchc: Cchc, plans: Path) -> None:
    (plans / "chep.txt").write_text(BA_TO, encoding="utf-8")
    assert "Bỏ qua chep.txt: nội dung trùng với ba-to.txt" in cchc("ingest", plans / "ba-to.txt", plans).err


def test_files_of_one_name_in_two_folders_are_both_kept(cchc: Cchc, plans: Path, tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "ba-to.txt").write_text(BA_TO.replace("12/KH-UBND", "9/KH-UBND"), encoding="utf-8")
    cchc("ingest", plans, tmp_path / "2024")
    sources = [plan["source"] for plan in objects(cchc("plans", "--json"))]
    assert sources == ["ba-to.txt", "ninh-hoa.txt", "2024/ba-to.txt"]


def test_file_given_twice_is_taken_in_once(cchc: Cchc, plans: Path) -> None:
    assert "2 tệp: 2 kế hoạch" in cchc("ingest", plans, plans / "ba-to.txt").out


def test_folder_without_plans_is_said(cchc: Cchc, tmp_path: Path) -> None:
    empty = tmp_path / "trong"
    empty.mkdir()
    run = cchc("ingest", empty)
    assert (run.status, "Không có tệp kế hoạch nào" in run.err) == (1, True)


@pytest.fixture
def nameless(tmp_path: Path) -> Path:
    file = tmp_path / "khong-ten.txt"
    file.write_text("KẾ HOẠCH\nCải cách hành chính năm 2025\n\nI. NHIỆM VỤ\n1. Trực điện thoại.\n", encoding="utf-8")
    return file


def test_place_is_given_to_a_plan_that_names_none(cchc: Cchc, nameless: Path) -> None:
    cchc("ingest", nameless, "--place", "huyện Ba Tơ")
    assert objects(cchc("plans", "--json"))[0]["place"] == "Ba Tơ"


def test_place_can_be_given_later(cchc: Cchc, nameless: Path) -> None:
    cchc("ingest", nameless)
    cchc("ingest", nameless, "--place", "Ba Tơ")
    assert objects(cchc("plans", "--json"))[0]["place"] == "Ba Tơ"


def test_place_leaves_a_plan_that_names_its_own(cchc: Cchc, plans: Path) -> None:
    cchc("ingest", plans / "ba-to.txt", "--place", "Ninh Hòa")
    assert objects(cchc("plans", "--json"))[0]["place"] == "Ba Tơ"


def test_data_lies_under_the_data_dir_and_nowhere_else(cchc: Cchc, plans: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    cchc("--data-dir", tmp_path / "kho", "ingest", plans)
    assert set(tmp_path.iterdir()) - before == {tmp_path / "kho"}


def test_data_dir_can_come_from_the_environment(
    cchc: Cchc, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_DATA_DIR", str(tmp_path / "kho"))
    cchc("ingest", plans)
    assert (tmp_path / "kho").is_dir()


# --- plans, tasks, text, reindex, doctor -----------------------------------------------------------------------------


def test_plans_are_listed(known: Cchc) -> None:
    plan = objects(known("plans", "--json"))[0]
    assert (plan["number"], plan["year"], plan["source"], plan["tasks"]) == ("12/KH-UBND", 2025, "ba-to.txt", 2)


def test_day_signer_and_whether_it_is_in_force_are_told_of_a_plan(cchc: Cchc, tmp_path: Path) -> None:
    lines = [
        "UBND XÃ BA TƠ",
        "Số: 7/KH-UBND",
        "Ba Tơ, ngày 02 tháng 3 năm 2026",
        "KẾ HOẠCH",
        "Mở chợ",
        "I. A",
        "1. Mở.",
    ]
    (tmp_path / "a.txt").write_text("\n\n".join([*lines, "CHỦ TỊCH", "Trần Văn Mẫu"]), encoding="utf-8")
    cchc("ingest", tmp_path / "a.txt")
    [plan] = objects(cchc("plans", "--json"))
    assert [plan[key] for key in ("date", "signer", "in_force")] == ["2026-03-02", "Trần Văn Mẫu", True]


@pytest.mark.parametrize("command", [["plans"], ["tasks"], ["reindex"], ["search", "hội thi"], ["chat"]])
def test_empty_store_is_said(cchc: Cchc, command: list[str]) -> None:
    run = cchc(*command)
    assert (run.status, run.out, "cchc ingest" in run.err) == (1, "", True)


@pytest.mark.parametrize("agency", ["Phòng Giáo dục và Đào tạo", "phong gd&dt"])
def test_tasks_of_an_agency_are_found(known: Cchc, agency: str) -> None:
    found = objects(known("tasks", "--agency", agency, "--place", "ba to", "--json"))
    assert [task["title"] for task in found] == ["Tổ chức cuộc thi vẽ tranh về một cửa điện tử"]


def test_tasks_of_no_agency_are_said(known: Cchc) -> None:
    run = known("tasks", "--agency", "Sở Thủy lợi")
    assert (run.status, "Không tìm thấy nhiệm vụ nào" in run.err) == (1, True)


def test_tasks_of_another_year_are_left_out(known: Cchc) -> None:
    assert known("tasks", "--year", "2019").status == 1


def test_tasks_as_excel_hold_each_role_in_its_column(known: Cchc) -> None:
    run = known("tasks", "--agency", "Phòng Giáo dục và Đào tạo", "--place", "Ba Tơ", "--xlsx", "viec.xlsx")
    [head, row] = load_workbook("viec.xlsx").active.iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (run.status, run.out, told["Năm"], told["Chủ trì"], told["Phối hợp"]) == (
        0,
        "",
        2025,
        "Phòng Nội vụ.",
        "Phòng Giáo dục và Đào tạo.",
    )


def test_tasks_can_go_to_excel_and_to_another_program_at_once(known: Cchc) -> None:
    assert (len(objects(known("tasks", "--json", "--xlsx", "viec.xlsx"))), Path("viec.xlsx").is_file()) == (4, True)


def test_excel_file_of_another_suffix_is_wrong_use(known: Cchc) -> None:
    assert known("tasks", "--xlsx", "viec.xls").status == 2


def test_excel_file_that_cannot_be_written_is_said(known: Cchc) -> None:
    run = known("tasks", "--xlsx", "khong-co/viec.xlsx")
    assert (run.status, "Không ghi được" in run.err) == (1, True)


def test_text_is_a_block_a_line(cchc: Cchc, plans: Path) -> None:
    assert "- Cơ quan chủ trì: Phòng Nội vụ." in cchc("text", plans / "ba-to.txt").out.splitlines()


def test_reindex_keeps_every_plan(known: Cchc) -> None:
    assert "2 kế hoạch" in known("reindex").out


def test_doctor_is_content_with_plans(known: Cchc) -> None:
    run = known("doctor")
    assert (run.status, "✓ Dữ liệu: 2 kế hoạch" in run.out) == (0, True)


def test_doctor_says_how_to_get_plans(cchc: Cchc) -> None:
    run = cchc("doctor")
    assert (run.status, "→ cchc ingest" in run.out) == (1, True)


def test_doctor_names_the_missing_token(known: Cchc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCHC_TELEGRAM_TOKEN", raising=False)
    Path("config.toml").write_text("[telegram]\nenabled = true\n", encoding="utf-8")
    assert "✗ Telegram: biến môi trường CCHC_TELEGRAM_TOKEN chưa được đặt" in known("doctor").out


def test_doctor_works_with_a_broken_config(known: Cchc) -> None:
    Path("config.toml").write_text("[telegran]\n", encoding="utf-8")
    assert "✗ Cấu hình" in known("doctor").out


# --- ask, search, eval, chat -----------------------------------------------------------------------------------------


def test_answer_stands_before_its_sources(known: Cchc) -> None:
    out = known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ").out
    assert "Phòng Nội vụ" in out.partition("Nguồn:")[0]


def test_source_is_named_with_its_quote(known: Cchc) -> None:
    sources = known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ").out.partition("Nguồn:")[2]
    assert ("12/KH-UBND" in sources, "Cơ quan chủ trì: Phòng Nội vụ" in sources) == (True, True)


def test_answer_as_json_has_the_promised_keys(known: Cchc) -> None:
    [answer] = objects(known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ", "--json"))
    assert (list(answer), answer["status"]) == (
        ["id", "question", "status", "text", "citations", "options", "engine", "elapsed_ms"],
        "answered",
    )


def test_citation_has_the_promised_keys(known: Cchc) -> None:
    [answer] = objects(known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ", "--json"))
    promised = ["n", "source", "title", "number", "section", "page", "quote"]
    assert list(answer["citations"][0])[: len(promised)] == promised  # type: ignore[index]


def test_a_quote_stands_at_its_offsets_in_the_text_as_it_is_printed(known: Cchc, plans: Path) -> None:
    [answer] = objects(known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ", "--json"))
    [citation, *_] = answer["citations"]  # type: ignore[misc]
    text = known("text", plans / citation["source"]).out
    assert text[citation["start"] : citation["end"]].split() == citation["quote"].split()


def test_missing_answer_exits_1(known: Cchc) -> None:
    run = known("ask", "Giá vé máy bay đi Đà Nẵng là bao nhiêu?", "--place", "Ba Tơ")
    assert (run.status, "Không tìm thấy" in run.err) == (1, True)


@pytest.mark.parametrize("command", [["ask", "Ai chủ trì?"], ["search", "cuộc thi"], ["tasks"]])
def test_unknown_place_is_wrong_use_with_near_ones(known: Cchc, command: list[str]) -> None:
    run = known(*command, "--place", "Bà Tơ Na")
    assert (run.status, "Có phải ý bạn là: Ba Tơ" in run.err) == (2, True)


def test_batch_answers_in_order_and_names_the_bad_line(known: Cchc, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    lines = '{"id": 1, "q": "Ai chủ trì cuộc thi vẽ tranh?", "place": "Ba Tơ"}', '{"id": 2}', '{"id": 3, "q": "Ai?"}'
    batch.write_text("\n".join(lines), encoding="utf-8")
    run = known("ask", "--batch", batch)
    assert (run.status, [line["id"] for line in objects(run)], "error" in objects(run)[1]) == (1, [1, 2, 3], True)


def test_search_finds_the_passage(known: Cchc) -> None:
    [first, *_] = objects(known("search", "cuoc thi ve tranh", "--place", "Ba Tơ", "--json"))
    assert (first["rank"], first["source"], "vẽ tranh" in str(first["quote"])) == (1, "ba-to.txt", True)


def test_search_batch_gives_hits_for_each_line(known: Cchc, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": "a", "q": "cuộc thi vẽ tranh"}\n{"id": "b", "q": "bảng chỉ dẫn"}\n', encoding="utf-8")
    found = objects(known("search", "--batch", batch, "-k", "3"))
    assert [(line["id"], len(line["hits"]) > 0) for line in found] == [("a", True), ("b", True)]  # type: ignore[arg-type]


def test_explain_tells_of_the_question(known: Cchc) -> None:
    assert known("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--explain").out.strip()


def test_eval_counts_right_answers(known: Cchc, tmp_path: Path) -> None:
    gold = {"id": "1", "q": "Ai chủ trì cuộc thi vẽ tranh?", "kind": "who", "style": "plain", "place": "Ba Tơ"}
    held = {"expect": "answer", "must": [["Phòng Nội vụ"]], "must_not": [], "doc": "ba-to.txt"}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(gold | held), encoding="utf-8")
    assert "score 1.000 (1 of 1)" in known("eval", file).out


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two questions: one that is answered right, one whose answer cannot be."""
    asked = {
        "q": "Ai chủ trì cuộc thi vẽ tranh?",
        "kind": "who",
        "style": "plain",
        "place": "Ba Tơ",
        "expect": "answer",
    }
    held = [{"id": "1", "must": [["Phòng Nội vụ"]]}, {"id": "2", "must": [["Phòng Tư pháp"]]}]
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(json.dumps(asked | one) for one in held), encoding="utf-8")
    return file


def test_eval_without_change_says_so(known: Cchc, gold: Path) -> None:
    known("eval", gold, "--save", "run.json")
    assert "So với lần trước: không có gì khác." in known("eval", gold, "--against", "run.json").out


def test_eval_tells_what_is_newly_wrong(known: Cchc, gold: Path, plans: Path) -> None:
    known("eval", gold, "--save", "run.json")
    (plans / "ba-to.txt").write_text(BA_TO.replace("Phòng Nội vụ", "Phòng Tư pháp"), encoding="utf-8")
    known("ingest", plans)
    out = known("eval", gold, "--against", "run.json").out
    assert ("MỚI ĐÚNG | 2 |" in out, "MỚI SAI | 1 |" in out) == (True, True)


def test_eval_can_be_kept_over_the_run_it_is_compared_with(known: Cchc, gold: Path) -> None:
    for _ in range(2):
        run = known(
            "eval", gold, "--save", "run.json", *(["--against", "run.json"] if Path("run.json").exists() else [])
        )
    assert (run.status, "không có gì khác" in run.out) == (0, True)


def test_eval_writes_a_page_of_the_misses(known: Cchc, gold: Path) -> None:
    known("eval", gold, "--page", "sai.html")
    assert "Câu trả lời chưa đúng: 1 trong 2 câu" in Path("sai.html").read_text(encoding="utf-8")


def test_eval_against_another_file_is_wrong_use(known: Cchc, gold: Path) -> None:
    run = known("eval", gold, "--against", gold)
    assert (run.status, run.out, "không phải một lần chấm" in run.err) == (2, "", True)


def test_eval_of_another_file_is_wrong_use(known: Cchc, plans: Path) -> None:
    assert known("eval", plans / "ba-to.txt").status == 2


def test_chat_asks_which_and_goes_on_with_the_choice(known: Cchc, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["Ai chủ trì cuộc thi vẽ tranh?\n", "2\n", "/thoat\n"])
    monkeypatch.setattr("sys.stdin", Typed(typed))
    out = known("chat").out
    assert ("1. " in out, "Nguồn:" in out) == (True, True)


class Typed:
    """Standard input of someone who types."""

    encoding = "utf-8"

    def __init__(self, lines: "iter[str]") -> None:  # type: ignore[valid-type]
        self._lines = lines

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return next(self._lines, "")


# --- In a process of its own -----------------------------------------------------------------------------------------


def process(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", *map(str, arguments)]
    environment = {key: value for key, value in os.environ.items() if key != "CCHC_DATA_DIR"}
    environment["PYTHONIOENCODING"] = "ascii"
    return subprocess.run(command, cwd=cwd, capture_output=True, env=environment, check=False)


@pytest.mark.usefixtures("known")
def test_vietnamese_comes_out_whole_on_an_ascii_terminal(tmp_path: Path) -> None:
    assert "Ninh Hòa" in process("plans", cwd=tmp_path).stdout.decode()


def test_help_loads_neither_telegram_nor_chroma(tmp_path: Path) -> None:
    heavy = "{'telegram', 'chromadb', 'torch', 'uvicorn'}"
    code = f"import sys, bot.cli; bot.cli.run(['--help']); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "set()"


# --- tasks and their dates -------------------------------------------------------------------------------------------

SIGNS, CONTEST = "Lắp bảng chỉ dẫn tại bộ phận một cửa", "Tổ chức cuộc thi vẽ tranh về một cửa điện tử"


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--due-before", "31/3/2025"], [SIGNS]),
        (["--due-after", "2025-06-30"], [CONTEST]),
        (["--due-before", "2025-12-31"], [SIGNS, CONTEST]),
        (["--due-after", "16/3/2025", "--due-before", "29/6/2025"], []),
        (["--overdue", "--agency", "VP HĐND&UBND"], [SIGNS]),
    ],
)  # fmt: skip
def test_tasks_of_certain_days_in_their_order(known: Cchc, options: list[str], titles: list[str]) -> None:
    found = objects(known("tasks", "--place", "Ba Tơ", "--json", *options))
    assert [task["title"] for task in found] == titles


@pytest.mark.parametrize(("role", "count"), [("chủ trì", 2), ("phoi-hop", 0), ("lead", 2), ("coordinator", 0)])
def test_tasks_of_an_agency_in_a_role(known: Cchc, role: str, count: int) -> None:
    found = objects(known("tasks", "--agency", "Văn phòng HĐND và UBND", "--role", role, "--json"))
    assert len(found) == count


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--due-before", "31/02/2025"], "“31/02/2025” không phải một ngày"),
        (["--due-after", "mai"], "“mai” không phải một ngày"),
        (["--due-after", "2025-06-30", "--due-before", "2025-06-01"], "Không có ngày nào từ 30/06/2025"),
        (["--role", "chủ trì"], "Xin cho cả cơ quan"),
        (["--role", "ký", "--agency", "Phòng Nội vụ"], "Không có vai “ký”"),
    ],
)
def test_wrong_dates_and_roles_of_tasks_are_wrong_use(known: Cchc, options: list[str], said: str) -> None:
    run = known("tasks", *options)
    assert (run.status, said in run.err) == (2, True)


def test_tasks_as_json_say_when_they_are_due_and_how_that_was_read(known: Cchc) -> None:
    quarter, day = objects(known("tasks", "--place", "Ba Tơ", "--json"))
    assert (quarter["due_date"], day["due_date"]) == ("2025-06-30", "2025-03-15")
    assert quarter["due"] == [
        {
            "kind": "range", "from": "2025-04-01", "to": "2025-06-30", "unit": None, "month": None, "day": None,
            "count": None, "text": "01/04/2025 - 30/06/2025", "how": "tính từ khoảng thời gian ghi trong văn bản",
            "worked_out": True,
        }
    ]  # fmt: skip


def test_tasks_as_excel_have_the_day_as_a_date(known: Cchc) -> None:
    known("tasks", "--place", "Ba Tơ", "--xlsx", "viec.xlsx")
    head, first, *_ = load_workbook("viec.xlsx").active.iter_rows()
    cell = first[[cell.value for cell in head].index("Hạn")]
    assert (cell.value, cell.is_date, cell.number_format) == (datetime(2025, 6, 30), True, "dd/mm/yyyy")


def test_unknown_time_zone_is_wrong_use(cchc: Cchc) -> None:
    Path("config.toml").write_text('[office]\ntimezone = "Asia/Ba_To"\n', encoding="utf-8")
    run = cchc("plans")
    assert (run.status, "múi giờ" in run.err) == (2, True)
