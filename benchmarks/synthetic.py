"""Plans that nobody issued, as many as wanted: the places are real, all else is made up, the same for the same seed.

Of ten plans six are of a place whose name no other place has, two are of one place in two years, and two are of
namesakes in two provinces. Where the names run out, after some 5,600 plans, the same places come again with their
plans of two years before, so that at 20,000 each has three or four. All draw their tasks from the same list, so
every plan has near-twins: the same task, another place, other agencies, other days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.places import Place, known
from ingest.vietnamese import fold, folded_words, nfc

_COMMUNE = (
    "Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công",
    "Công an", "Trạm Y tế", "Đoàn Thanh niên", "Hội Nông dân",
)  # fmt: skip
_DISTRICT = (
    "Văn phòng HĐND và UBND", "Phòng Nội vụ", "Phòng Tư pháp", "Phòng Tài chính - Kế hoạch",
    "Phòng Văn hóa và Thông tin", "Phòng Giáo dục và Đào tạo", "Thanh tra", "Trung tâm Văn hóa - Thông tin",
)  # fmt: skip
_LOCAL = ("xã", "phường", "thị trấn")
_TASKS = (  # as a plan words it, as people ask for it, what comes of it
    ("Rà soát, cắt giảm thời hạn giải quyết thủ tục hành chính", "rà soát cắt giảm thủ tục hành chính", "Danh mục"),
    ("Khảo sát mức độ hài lòng của người dân khi đến làm thủ tục", "khảo sát sự hài lòng của dân", "Báo cáo khảo sát"),
    ("Kiểm tra công tác cải cách hành chính tại các đơn vị trực thuộc", "kiểm tra cải cách hành chính", "Kết luận"),
    ("Tập huấn kỹ năng giao tiếp cho công chức một cửa", "tập huấn giao tiếp cho công chức một cửa", "Lớp tập huấn"),
    ("Số hóa hồ sơ, kết quả giải quyết thủ tục còn hiệu lực", "số hóa hồ sơ thủ tục", "Kho dữ liệu điện tử"),
    ("Tổ chức hội thi tìm hiểu về cải cách hành chính", "hội thi tìm hiểu cải cách hành chính", "Hội thi"),
    ("Xây dựng phóng sự, bản tin phát thanh về cải cách hành chính", "làm bản tin phát thanh", "Bản tin phát thanh"),
    ("Niêm yết công khai đường dây nóng tiếp nhận phản ánh, kiến nghị", "niêm yết đường dây nóng", "Bảng niêm yết"),
    ("Tinh giản biên chế, sắp xếp lại vị trí việc làm", "sắp xếp vị trí việc làm", "Đề án vị trí việc làm"),
    ("Bồi dưỡng tin học cho cán bộ không chuyên trách", "bồi dưỡng tin học cho cán bộ", "Chứng nhận"),
    ("Hướng dẫn người dân nộp hồ sơ trực tuyến tại nhà văn hóa", "hướng dẫn dân nộp hồ sơ trực tuyến", "Điểm hỗ trợ"),
    ("Thanh toán phí, lệ phí không dùng tiền mặt", "thu phí lệ phí không dùng tiền mặt", "Mã thanh toán"),
    ("Đánh giá, xếp loại chất lượng công chức theo kết quả đầu ra", "xếp loại công chức", "Bảng xếp loại"),
    ("Nâng cấp trang thông tin điện tử", "nâng cấp trang thông tin điện tử", "Trang thông tin điện tử"),
    ("Áp dụng hệ thống quản lý chất lượng ISO vào từng quy trình", "áp dụng ISO vào quy trình", "Bộ quy trình"),
    ("Tự kiểm tra, rà soát văn bản quy phạm pháp luật", "tự kiểm tra văn bản quy phạm pháp luật", "Danh mục văn bản"),
    ("Đối thoại giữa lãnh đạo với doanh nghiệp, hộ kinh doanh", "đối thoại với doanh nghiệp", "Biên bản đối thoại"),
    ("Bảo đảm an toàn thông tin cho máy trạm", "bảo đảm an toàn thông tin máy trạm", "Phần mềm được cài đặt"),
    ("Thành lập tổ công nghệ số ở khu dân cư", "lập tổ công nghệ số ở khu dân cư", "Quyết định thành lập"),
    ("Cấp chữ ký số cá nhân cho công chức tham mưu", "cấp chữ ký số cho công chức", "Chữ ký số"),
    ("Chấm điểm, công bố chỉ số cải cách hành chính nội bộ", "chấm điểm chỉ số cải cách hành chính", "Bảng điểm"),
    ("Khoán kinh phí quản lý hành chính cho đơn vị sự nghiệp", "khoán kinh phí cho đơn vị sự nghiệp", "Quy chế"),
    ("Tổ chức mô hình ngày không hẹn, ngày không viết", "mô hình ngày không hẹn", "Mô hình"),
    ("Chỉnh trang nơi tiếp dân, bố trí máy lấy số tự động", "chỉnh trang nơi tiếp dân", "Nơi tiếp dân"),
    ("Giao kế hoạch tổ chức lại đơn vị sự nghiệp công lập", "tổ chức lại đơn vị sự nghiệp", "Phương án tổ chức lại"),
    ("Kết nối phần mềm một cửa với Cổng Dịch vụ công quốc gia", "kết nối phần mềm một cửa", "Biên bản nghiệm thu"),
    ("Phát tờ rơi, treo pa nô về dịch vụ công trực tuyến", "phát tờ rơi dịch vụ công", "Tờ rơi, pa nô"),
    ("Kiểm kê tài sản công, lập danh sách thanh lý", "kiểm kê tài sản công", "Danh sách thanh lý"),
    ("Chuyển đổi vị trí công tác đối với công chức địa chính", "chuyển đổi công chức địa chính", "Quyết định"),
    ("Xin lỗi bằng văn bản khi trả hồ sơ quá hạn", "xin lỗi khi trả hồ sơ quá hạn", "Thư xin lỗi"),
    ("Ủy quyền giải quyết hộ tịch cho công chức tư pháp", "ủy quyền giải quyết hộ tịch", "Văn bản ủy quyền"),
    ("Lắp camera giám sát tại bộ phận tiếp nhận hồ sơ", "lắp camera giám sát", "Hệ thống camera"),
    ("Mở chuyên mục hỏi đáp pháp luật trên loa truyền thanh", "mở chuyên mục hỏi đáp pháp luật", "Chuyên mục"),
    ("Trả kết quả tại nhà qua bưu điện cho người cao tuổi", "trả kết quả tại nhà qua bưu điện", "Hợp đồng bưu điện"),
    ("Sơ kết sáu tháng, tổng kết năm công tác cải cách hành chính", "sơ kết sáu tháng", "Báo cáo sơ kết"),
    ("Khen thưởng tập thể, cá nhân có sáng kiến", "khen thưởng sáng kiến", "Quyết định khen thưởng"),
    ("Cập nhật dữ liệu dân cư, làm sạch thông tin hộ khẩu", "làm sạch dữ liệu dân cư", "Cơ sở dữ liệu"),
    ("Tổ chức hội nghị trực tuyến về chuyển đổi số", "hội nghị trực tuyến chuyển đổi số", "Hội nghị"),
)  # fmt: skip
_DUTIES = (
    "Theo dõi tiến độ và nhắc các đơn vị chậm việc vào tuần cuối mỗi tháng.",
    "Lập dự toán và trình cấp có thẩm quyền phê duyệt trước khi triển khai.",
    "Cử một công chức làm đầu mối, thông báo họ tên và số máy cho các đơn vị.",
    "Tổng hợp khó khăn, vướng mắc và đề xuất cách tháo gỡ tại cuộc họp giao ban.",
    "Chọn cách làm hay để giới thiệu cho các đơn vị khác học theo.",
    "Lưu hồ sơ minh chứng phục vụ việc chấm điểm cuối năm.",
)
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_GIVEN = ("Văn Khải", "Thị Hạnh", "Minh Đức", "Quốc Bảo", "Thanh Thủy", "Hữu Lộc", "Ngọc Diệp", "Xuân Trường")
_THEMES = (
    "Cải cách hành chính",
    "Nâng cao chất lượng phục vụ người dân",
    "Cải cách thủ tục và hiện đại hóa nền hành chính",
)
_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
_TASKS_A_PLAN = 35
_ROUNDS = 4  # how often the places come again, two years earlier each time
YEAR = 2025


@dataclass(frozen=True, slots=True)
class MadeTask:
    """`said` is what people call it; `lead`, `helper`, `due` and `product` are what the plan says of it."""

    title: str
    said: str
    lead: str
    helper: str
    due: str
    product: str


@dataclass(frozen=True, slots=True)
class MadePlan:
    """`likeness` says what is like it: "one" nothing of its name, "years" another year, "namesake" another province.

    `dated` says that its place has plans of other years, so that a question has to name the year.
    """

    source: str
    text: str
    place: Place
    year: int
    likeness: str
    dated: bool
    tasks: tuple[MadeTask, ...]


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """`source` is the plan that answers, `value` what the answer holds."""

    text: str
    source: str
    value: str
    likeness: str


def plans(count: int, seed: int = 1) -> Iterator[MadePlan]:
    """`count` plans; the texts of the first hundred of a thousand are those of a hundred.

    Raises ValueError where names run out.
    """
    dice = random.Random(seed)
    single, namesakes = _places(dice)
    tens = min(len(single) // 7, len(namesakes))
    if count > (most := 10 * tens * _ROUNDS):
        raise ValueError(f"no more than {most} plans can be made of the names there are")
    for number in range(count):
        ten, at = divmod(number % (10 * tens), 10)
        year = YEAR - 2 * (number // (10 * tens))
        again = number % (10 * tens) + 10 * tens < count
        if at < 6:
            yield _plan(number, single[7 * ten + at], year, "years" if again else "one", again, dice)
        elif at < 8:
            yield _plan(number, single[7 * ten + 6], year + at - 6, "years", True, dice)
        else:
            yield _plan(number, namesakes[ten][at - 8], year, "namesake", again, dice)


def questions(made: list[MadePlan], count: int, seed: int = 2) -> Iterator[MadeQuestion]:
    """`count` questions, each naming the place of one of `made`; a third typed without diacritics."""
    dice = random.Random(seed)
    for number in range(count):
        plan = dice.choice(made)
        task = dice.choice(plan.tasks)
        text, value = _asked(task, _named(plan), number % 4)
        yield MadeQuestion(fold(text) if number % 3 == 2 else text, plan.source, value, plan.likeness)


def write(made: MadePlan, folder: Path) -> Path:
    """The plan as a file in `folder`."""
    path = folder / made.source
    path.write_text(made.text, encoding="utf-8")
    return path


def _places(dice: random.Random) -> tuple[list[Place], list[tuple[Place, Place]]]:
    """Places whose name is theirs alone, and pairs of one kind and name in two provinces; shuffled."""
    single: list[Place] = []
    pairs: list[tuple[Place, Place]] = []
    for places in _by_name().values():
        others = [one for one in places if one.kind == places[0].kind and one.province != places[0].province]
        if len(places) == 1:
            single.append(places[0])
        elif others:
            pairs.append((places[0], others[0]))
    dice.shuffle(single)
    dice.shuffle(pairs)
    return single, pairs


def _by_name() -> dict[str, list[Place]]:
    """Places below a province that can be told from a number and from a common word, by folded name."""
    found: dict[str, list[Place]] = {}
    listed = {
        Place(*map(nfc, (one.kind, one.name, one.province, one.now))) for ones in known().values() for one in ones
    }
    for place in sorted(listed, key=lambda one: (one.name, one.kind, one.province)):
        found.setdefault(" ".join(folded_words(place.name)), []).append(place)
    return {
        name: places
        for name, places in found.items()
        if " " in name and name.isascii() and not any(map(str.isdigit, name)) and all(map(_is_below, places))
    }


def _is_below(place: Place) -> bool:
    return bool(place.kind and place.province) and place.name != place.province


def _named(plan: MadePlan) -> str:
    """The place as a question names it, with what tells it from its likeness."""
    name = f"{plan.place.kind} {plan.place.name}"
    province = f" {_province(plan.place)}" if plan.likeness == "namesake" else ""
    return f"{name}{province} năm {plan.year}" if plan.dated else f"{name}{province}"


def _province(place: Place) -> str:
    """The province of `place` with its kind."""
    return f"{'thành phố' if place.province in _CITIES else 'tỉnh'} {place.province}"


def _asked(task: MadeTask, where: str, facet: int) -> tuple[str, str]:
    return (
        (f"Ở {where} cơ quan nào chủ trì {task.said}?", task.lead),
        (f"{where}: {task.said} phải xong khi nào?", task.due),
        (f"Đơn vị nào phối hợp {task.said} tại {where}?", task.helper),
        (f"{task.said} ở {where} thì sản phẩm là gì?", task.product),
    )[facet]


def _plan(number: int, place: Place, year: int, likeness: str, dated: bool, dice: random.Random) -> MadePlan:
    agencies = _COMMUNE if place.kind in _LOCAL else _DISTRICT
    chosen = sorted(dice.sample(range(len(_TASKS)), _TASKS_A_PLAN))
    tasks = tuple(_task(*_TASKS[at], agencies, year, dice) for at in chosen)
    text = _text(number, place, year, tasks, dice)
    return MadePlan(f"{number:05d}.txt", text, place, year, likeness, dated, tasks)


def _task(title: str, said: str, product: str, agencies: tuple[str, ...], year: int, dice: random.Random) -> MadeTask:
    lead, helper = dice.sample(agencies, 2)
    due = f"trước ngày {dice.randint(1, 28):02d}/{dice.randint(2, 12):02d}/{year}"
    return MadeTask(title, said, lead, helper, due, product)


def _text(number: int, place: Place, year: int, tasks: tuple[MadeTask, ...], dice: random.Random) -> str:
    name = f"{place.kind} {place.name}"
    agencies = _COMMUNE if place.kind in _LOCAL else _DISTRICT
    lines = [
        f"ỦY BAN NHÂN DÂN\n{name.upper()}",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        f"Số: {number % 400 + 1}/KH-UBND",
        f"{place.name}, ngày {dice.randint(2, 28):02d} tháng 01 năm {year}",
        f"KẾ HOẠCH\n{dice.choice(_THEMES)} {name} năm {year}",
        f"Thực hiện chỉ đạo của UBND {_province(place)}, UBND {name} ban hành kế hoạch như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        f"1. Giúp người dân và doanh nghiệp ở {name} làm thủ tục nhanh hơn, ít phải đi lại hơn.",
        "2. Mỗi việc có một cơ quan chịu trách nhiệm, có ngày hoàn thành và có sản phẩm kiểm tra được.",
        "II. NHIỆM VỤ CỤ THỂ",
    ]
    for at, task in enumerate(tasks, 1):
        lines += [
            f"{at}. {task.title}",
            f"- Cơ quan chủ trì: {task.lead}.",
            f"- Cơ quan phối hợp: {task.helper}.",
            f"- Thời gian hoàn thành: {task.due}.",
            f"- Sản phẩm: {task.product}.",
        ]
    lines += [
        "III. KINH PHÍ",
        f"Bố trí {dice.randint(20, 900)} triệu đồng từ ngân sách năm {year}.",
        "IV. TỔ CHỨC THỰC HIỆN",
    ]
    for at, agency in enumerate(dice.sample(agencies, len(agencies)), 1):
        lines += [f"{at}. {agency}", *(f"- {duty}" for duty in dice.sample(_DUTIES, 3))]
    phone = f"{dice.randint(203, 299):04d}.{dice.randint(3_000_000, 3_999_999)}"
    signer = f"{dice.choice(_FAMILY)} {dice.choice(_GIVEN)}"
    lines += [f"Vướng mắc xin gọi số điện thoại {phone} để được hướng dẫn./.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", signer]
    return "\n\n".join(lines) + "\n"
