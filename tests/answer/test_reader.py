"""The model reads, the plan decides: what comes of each role that a model may play, on three made-up plans."""

import threading
from typing import Any

import pytest

from answer import servers
from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.chat import Limits, Model, Server
from answer.check import check_marks
from answer.given import CHARS_PER_TOKEN
from answer.reader import REFUSAL, Policy, Reader
from index.index import Index
from tests import model_roles
from tests.answer.asking import HONG_LINH, SON_DONG, faults
from tests.model_server import Asked, Behaviour, ModelServer, Role, model_server

LEADS = Question("Ai chủ trì hội thi tìm hiểu cải cách hành chính?", SON_DONG)
QUESTIONS = (
    LEADS,
    Question("Hội thi tổ chức khi nào?", SON_DONG),
    Question("Kinh phí hội thi bao nhiêu?", SON_DONG),
    Question("Số hóa sổ hộ tịch do ai phối hợp?", SON_DONG),
    Question("Chuyên mục hỏi đáp đất đai do ai thực hiện?", HONG_LINH),
    Question("Phải đưa ít nhất bao nhiêu phần trăm hồ sơ lên môi trường số?", SON_DONG),
)
SILENT = Question("Ai chủ trì trồng rừng ngập mặn?", SON_DONG)


def reading(server: ModelServer, index: Index, policy: Policy | None = None, **limits: Any) -> Reader:
    bounds = Limits(**({"first": 10.0, "loading": 10.0, "whole": 20.0} | limits))
    asked = Server(
        server.url, lambda: servers.ollama(server.url, "m", num_ctx=8192, write_tokens=300, keep_alive="30m")
    )
    model = Model("ollama:m", [asked], bounds, servers.reason, servers.is_away)
    return Reader(Assistant(index), index, model, policy)


def answered(index: Index, role: Role | str, question: Question, behaviour: Behaviour = "reply") -> Answer:
    with model_server(role, behaviour) as server:
        return reading(server, index).answer(question)


def plain(answer: Answer) -> tuple[str, str]:
    return answer.status, answer.text


@pytest.fixture(scope="module")
def engine(index: Index) -> Assistant:
    return Assistant(index)


# --- What the model is given ----------------------------------------------------------------------------------------


def test_the_prompt_keeps_to_its_budget_and_begins_alike(index: Index) -> None:
    with model_server(REFUSAL) as server:
        reader = reading(server, index, Policy(budget=700))
        for question in QUESTIONS:
            reader.answer(question)
    systems = {body["messages"][0]["content"] for body in server.requests}
    assert len(systems) == 1
    longest = max(sum(len(m["content"]) for m in body["messages"]) for body in server.requests)
    assert longest <= 700 * CHARS_PER_TOKEN


def test_the_turn_before_is_given(index: Index) -> None:
    with model_server(REFUSAL) as server:
        reading(server, index).answer(Question("còn kinh phí?", SON_DONG, history=("Ai chủ trì hội thi?",)))
    assert "<cau_truoc>Ai chủ trì hội thi?</cau_truoc>" in server.requests[-1]["messages"][-1]["content"]


def test_the_model_is_asked_where_the_engine_is_silent(index: Index) -> None:
    with model_server(REFUSAL) as server:
        assert reading(server, index).answer(SILENT).status == "not_found"
    assert server.requests


@pytest.mark.parametrize("text", ["chào bạn", "", "???"])
def test_the_model_is_not_asked_what_is_no_question(index: Index, text: str) -> None:
    with model_server(REFUSAL) as server:
        reading(server, index).answer(Question(text, SON_DONG))
    assert server.requests == []


# --- What comes of its reply ----------------------------------------------------------------------------------------


def test_the_engines_answer_comes_first_and_at_once(index: Index, engine: Assistant) -> None:
    with model_server("Hội thi do Phòng Nội vụ chủ trì. [1]", "hang") as server:
        stream = reading(server, index).stream(LEADS)
        assert plain(next(stream)) == plain(engine.answer(LEADS))  # type: ignore[arg-type]
        stream.close()


def test_sentences_come_as_they_are_checked(index: Index) -> None:
    said = "Hội thi dành cho công chức trẻ của Phòng Nội vụ, Huyện đoàn. [1]\nSở Ma thuật chủ trì. [1]\n"
    with model_server(said + "Có báo cáo tổng kết. [1]") as server:
        first, *sentences, last = reading(server, index).stream(LEADS)
    assert [type(one) for one in (first, last)] == [Answer, Answer]
    assert all(isinstance(one, str) for one in sentences)
    assert not any("Ma thuật" in str(one) for one in sentences)


def test_the_models_words_stand_where_they_say_just_what_the_engine_does(index: Index, engine: Assistant) -> None:
    first = engine.answer(LEADS)
    lines = [line.rsplit(" [", 1)[0] for line in first.text.splitlines() if not line.startswith("(")]
    answer = answered(index, "\n".join(f"{line}. [1]" for line in lines), LEADS)
    assert answer.engine in ("ollama:m", "extract")
    assert "Phòng Nội vụ" in answer.text


def test_where_nothing_is_held_the_model_is_asked_once_more_with_the_fault(index: Index) -> None:
    def role(asked: Asked) -> str:
        return REFUSAL if asked.is_again else "Sở Ma thuật chủ trì. [1]"

    with model_server(role) as server:
        reading(server, index).answer(LEADS)
    assert len(server.requests) == 2
    assert "Sở Ma thuật" in server.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize("name", model_roles.BAD)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text[:30])
def test_no_role_takes_the_engines_answer_away(index: Index, engine: Assistant, name: str, question: Question) -> None:
    answer, first = answered(index, model_roles.BAD[name], question), engine.answer(question)
    assert answer.status == first.status
    if answer.engine == "extract":
        assert answer.text == first.text
    else:
        held = {one.n: (one.quote.replace(" … ", " "), one.title, one.section) for one in answer.citations}
        assert check_marks(answer.text, held) == ()


@pytest.mark.parametrize("name", model_roles.BAD)
def test_no_role_makes_an_answer_where_there_is_none(index: Index, name: str) -> None:
    assert answered(index, model_roles.BAD[name], SILENT).status == "not_found"


@pytest.mark.parametrize(
    "behaviour", ["cut", "undone", "length", "error", "too_long", "error_midway", "missing", "loading", "garbage"]
)
def test_a_broken_server_leaves_the_engines_answer(index: Index, engine: Assistant, behaviour: Any) -> None:
    answer = answered(index, "Hội thi do Phòng Y tế chủ trì. [1] Và còn nữa", LEADS, behaviour)
    assert plain(answer) == plain(engine.answer(LEADS))


def test_a_slow_model_is_not_waited_for_beyond_the_limit(index: Index, engine: Assistant) -> None:
    with model_server("", "hang") as server:
        answer = reading(server, index, first=0.3, loading=0.3).answer(LEADS)
    assert plain(answer) == plain(engine.answer(LEADS))


def test_stop_leaves_what_there_is(index: Index, engine: Assistant) -> None:
    stop = threading.Event()
    with model_server("", "drip") as server:
        stream = reading(server, index).stream(LEADS, stop)
        next(stream)
        stop.set()
        *_, last = stream
    assert isinstance(last, Answer)
    assert plain(last) == plain(engine.answer(LEADS))


# --- Where the engine is silent -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hidden(index: Index) -> tuple[Index, Question]:
    return index, Question("Mỗi nhiệm vụ thì mấy nơi chịu trách nhiệm tới cùng?", SON_DONG)


def speaking(asked: Asked) -> str:
    found = [(n, line) for n, line in model_roles.lines(asked) if "chịu trách nhiệm đến cùng" in line]
    return model_roles.cited(found[:1])


def test_a_model_may_speak_where_a_record_holds_it(hidden: tuple[Index, Question]) -> None:
    index, question = hidden
    with model_server(speaking) as server:
        answer = reading(server, index, Policy(speak_from=0.0)).answer(question)
    assert (answer.status, answer.engine) in {("answered", "ollama:m"), ("answered", "extract")}
    texts = {index.plan(row.id).source: index.plan(row.id).text for row in index.plans()}
    assert list(faults(answer, texts)) == []


def test_a_policy_of_one_never_lets_it(hidden: tuple[Index, Question], engine: Assistant) -> None:
    index, question = hidden
    with model_server(speaking) as server:
        answer = reading(server, index, Policy(speak_from=1.0)).answer(question)
    assert plain(answer) == plain(engine.answer(question))


def test_true_words_that_answer_something_else_are_not_an_answer(index: Index) -> None:
    with model_server(model_roles.copying) as server:
        reader = reading(server, index, Policy(speak_from=0.0))
        answer = reader.answer(Question("Số điện thoại nóng về trồng rừng ngập mặn là số mấy?", SON_DONG))
    assert answer.status == "not_found"


@pytest.mark.parametrize(
    "asked", ["Ai là trưởng ban tổ chức hội thi tìm hiểu cải cách?", "Hội thi tìm hiểu cải cách chấm bao nhiêu điểm?"]
)
def test_the_post_or_the_count_that_is_asked_for_must_be_in_the_answer(index: Index, asked: str) -> None:
    with model_server(model_roles.copying) as server:
        assert reading(server, index, Policy(speak_from=0.0)).answer(Question(asked, SON_DONG)).status == "not_found"


def test_a_year_that_the_plan_is_not_of_is_not_answered_from_it(index: Index) -> None:
    with model_server(model_roles.copying) as server:
        reader = reading(server, index, Policy(speak_from=0.0))
        for year, status in ((2023, "not_found"), (2024, "answered")):
            asked = f"Năm {year} các xã báo cáo kết quả kế hoạch của xã về Phòng Nội vụ trước ngày nào?"
            assert reader.answer(Question(asked, SON_DONG)).status == status


# --- A question in other words --------------------------------------------------------------------------------------

STORY = (
    "Chào anh chị, hôm qua em đi họp về muộn quá mà sếp cứ giục, con thì ốm, em loay hoay mãi chưa xong việc nhà, "
    "giờ em chỉ muốn biết cái hội thi tìm hiểu cải cách hành chính cho công chức trẻ ấy thì ai chủ trì thôi ạ?"
)


def rewriting(text: str) -> Role:
    return lambda asked: REFUSAL if asked.records else text


def test_a_rewritten_question_may_only_name_what_was_asked(index: Index, engine: Assistant) -> None:
    question = Question("ấy thì sao nhỉ, nói rõ hơn cho em với nào", SON_DONG, history=("Ai trồng rừng ngập mặn?",))
    with model_server(rewriting("Phòng Nội vụ chủ trì hội thi nào?")) as server:
        assert plain(reading(server, index).answer(question)) == plain(engine.answer(question))


def test_a_story_is_answered_by_its_question(index: Index) -> None:
    with model_server(rewriting("hội thi tìm hiểu cải cách hành chính cho công chức trẻ ai chủ trì")) as server:
        answer = reading(server, index).answer(Question(STORY, SON_DONG))
    assert "Phòng Nội vụ" in answer.text


# --- Summaries, comparisons, a full queue ---------------------------------------------------------------------------


def summing_up(asked: Asked) -> str:
    if "Tóm tắt văn bản" not in asked.whole:
        return REFUSAL
    return (
        model_roles.cited([(n, text.split("\n")[-1].strip(" -")) for n, text in asked.records]) + "\nSở Ma thuật. [1]"
    )


def test_a_summary_stands_below_what_the_engine_says(index: Index, engine: Assistant) -> None:
    question = Question("Tóm tắt kế hoạch cải cách hành chính 2024 của huyện Sơn Động", SON_DONG)
    answer, first = answered(index, summing_up, question), engine.answer(question)
    assert first.status == "answered"
    assert answer.text.startswith(first.text)
    assert "Ma thuật" not in answer.text
    held = {one.n: (one.quote.replace(" … ", " "), one.title, one.section) for one in answer.citations}
    assert check_marks(answer.text.removeprefix(first.text), held) == ()


def comparing(asked: Asked) -> str:
    if "So sánh hai văn bản" not in asked.whole:
        return REFUSAL
    found = [(n, line) for n, line in model_roles.lines(asked) if "chủ trì: Phòng" in line]
    return model_roles.cited(found)


def test_two_documents_are_compared_a_sentence_each(index: Index) -> None:
    question = Question("So sánh Sơn Động và Hồng Lĩnh: cơ quan nào chủ trì hội thi tìm hiểu cải cách hành chính?")
    answer = answered(index, comparing, question)
    assert answer.status == "answered"
    assert all(name in answer.text for name in ("Phòng Nội vụ", "Phòng Tư pháp"))
    assert len({one.source for one in answer.citations}) == 2


def test_who_finds_the_queue_full_gets_the_engines_answer_with_a_kind_word(index: Index, engine: Assistant) -> None:
    with model_server("", "hang") as server:
        reader = reading(server, index, waiting=0)
        waits = reader.stream(LEADS)
        next(waits)
        thread = threading.Thread(target=lambda: list(waits))
        thread.start()
        while not server.requests:
            thread.join(0.02)
        answer = reader.answer(LEADS)
        server.closing.set()
        thread.join()
    assert answer.text.startswith(engine.answer(LEADS).text)
    assert "nhiều người khác" in answer.text
