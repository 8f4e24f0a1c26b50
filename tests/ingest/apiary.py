"""One invented procedure in each form that offices have procedures in: what stands in it is the same everywhere."""

from pathlib import Path

import docx
import openpyxl

NAME = "Cấp thẻ nuôi ong dạo"
CODE = "9.000017"
FACTS = {
    "Mã thủ tục": CODE,
    "Số quyết định": "77/QĐ-BNO",
    "Tên thủ tục": NAME,
    "Cấp thực hiện": "Cấp xã",
    "Lĩnh vực": "Nuôi ong",
    "Đối tượng thực hiện": "Người nuôi ong, Hợp tác xã",
    "Cơ quan có thẩm quyền": "Chủ tịch xã",
    "Địa chỉ tiếp nhận HS": "Không có thông tin",
    "Cơ quan phối hợp": "Không có thông tin",
}
STEPS = ("Bước 1: Người nuôi ong nộp 01 bộ hồ sơ.", "Bước 2: Xã xem đàn ong.", "Bước 3: Xã trao thẻ.")
WAYS = (
    ("Trực tuyến", "3 Ngày làm việc", "Miễn phí", "Qua cổng của xã"),
    ("Trực tiếp", "5", "20,000 VNĐ (Giảm nửa cho hộ nghèo (nếu có thẻ))", ""),
    ("Dịch vụ bưu chính", "Không có thông tin", "Không có thông tin", ""),
)
CASES: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "* Trường hợp cấp lần đầu:",
        (
            ("- Đơn xin thẻ theo mẫu", "Mau don ong.docx", "1 bản chính"),
            ("- Ảnh đàn ong", "", "1 bản chính,2 bản sao"),
        ),
    ),
    ("* Trường hợp mất thẻ:", (("Giấy báo mất; xã không đòi thêm", "", "0 bản chính"),)),
)
RESULTS = ("Thẻ nuôi ong (Mã: KQ.G99.000001)", "Sổ theo dõi đàn (Mã: KQ.G99.000002)")
BASES = (("Luật Ong năm 2020", "31/2020/QH14"), ("Nghị định về mật", "12/2021/NĐ-CP"))
CONDITION = "Không."


def _quantity(count: str, is_old: bool) -> str:
    if not is_old:
        return count
    originals, _, copies = count.partition(",")
    return f"Bản chính: {originals.split()[0]} Bản sao: {copies.split()[0] if copies else 0}"


def _table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def today() -> str:
    """The national portal's page."""
    cases = (f"<p>{case}</p>{_table(('Tên giấy tờ', 'Mẫu đơn, tờ khai', 'Số lượng'), *rows)}" for case, rows in CASES)
    return (
        f"<html><body><nav><a href='/'>Trang chủ</a></nav><main><h1>{NAME}</h1>{_table(*FACTS.items())}"
        f"<h2>Trình Tự Thực Hiện</h2>{''.join(f'<p>{step}</p>' for step in STEPS)}<h2>Cách Thức Thực Hiện</h2>"
        f"{_table(('Hình thức nộp', 'Thời gian', 'Phí, lệ phí', 'Mô tả'), *WAYS)}<h2>Thành phần hồ sơ</h2>"
        f"{''.join(cases)}<h2>Căn cứ pháp lý</h2>{_table(('Tên văn bản pháp lý', 'Mã văn bản'), *BASES)}"
        f"<h2>Cơ quan thực hiện</h2><p>Xã</p><h2>Yêu cầu, điều kiện thực hiện</h2><p>{CONDITION}</p>"
        f"<h2>Kết quả xử lý</h2>{''.join(f'<p>{one}</p>' for one in RESULTS)}"
        "<div><label>Chọn cơ quan thực hiện</label><small>Chỉ cơ quan đã nối mạng</small></div></main></body></html>"
    )


def before() -> str:
    """The portal's page of before 2026."""
    head = ("Tên giấy tờ", "Mẫu đơn, tờ khai", "Số lượng")
    cases = (
        f"<div>{case}</div>{_table(head, *((name, form, _quantity(count, True)) for name, form, count in rows))}"
        for case, rows in CASES
    )
    first, last = dict(list(FACTS.items())[:5]), dict(list(FACTS.items())[5:])
    ways = _table(("Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"), *WAYS)
    return (
        f"<html><body><h1>{NAME}</h1>{_table(*first.items())}<b>Trình tự thực hiện:</b><div>{'<br/>'.join(STEPS)}</div>"
        f"<div><b>Cách thức thực hiện:</b></div>{ways}<div><b>Thành phần hồ sơ:</b></div>{''.join(cases)}"
        f"{_table(*last.items(), ('Cơ quan thực hiện', 'Xã'))}<div><b>Kết quả thực hiện:</b></div>"
        f"<div>{'<br/>'.join(RESULTS)}</div><div><b>Căn cứ pháp lý:</b></div>"
        f"{_table(('Số ký hiệu', 'Trích yếu'), *((number, title) for title, number in BASES))}"
        f"<div><b>Yêu cầu, điều kiện thực hiện:</b></div><div>{CONDITION}</div></body></html>"
    )


def glued() -> str:
    """A page as a crawler leaves it: nothing between cells, and none between headings and what follows."""
    facts = "".join(f"{label}{'' if value == 'Không có thông tin' else value}" for label, value in _in_order())
    ways = "".join("".join(row) for row in WAYS).replace(" (Giảm", "(Giảm")
    papers = "".join(
        f"{case}Tên giấy tờMẫu đơn, tờ khaiSố lượng{''.join(''.join(row) for row in rows)}" for case, rows in CASES
    )
    results = "".join(result.replace(" (Mã: ", "Mã: ").rstrip(")") for result in RESULTS)
    bases = "".join(title + number for title, number in BASES)
    lines = "\n".join(STEPS)
    return (
        f"{NAME}{facts}Thủ tục hành chính liên quanKhông có thông tinTrình Tự Thực Hiện {lines}\nCách Thức Thực Hiện"
        f"Hình thức nộpThời gianPhí, lệ phíMô tả{ways}Thành phần hồ sơ{papers}Căn cứ pháp lý"
        f"Tên văn bản pháp lýMã văn bản{bases}Cơ quan thực hiệnXãYêu cầu, điều kiện thực hiện{CONDITION}Kết quả xử lý"
        f"{results}Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ"
    )


def _in_order() -> list[tuple[str, str]]:
    order = ("Tên thủ tục", "Mã thủ tục", "Số quyết định", "Cấp thực hiện", "Lĩnh vực", "Đối tượng thực hiện")
    rest = ("Cơ quan có thẩm quyền", "Địa chỉ tiếp nhận HS", "Cơ quan phối hợp")
    return [(label, FACTS[label]) for label in (*order, *rest)]


def sheet(path: Path, name: str = NAME, code: str = CODE, document: docx.document.Document | None = None) -> None:
    """A Word sheet with the headed parts of Thông tư 02/2017/TT-VPCP: times and fees have parts of their own."""
    word = document or docx.Document()
    _grid(word, [("UBND XÃ SÔNG MÂY", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")])
    told = [f"- {way}: {time}" for way, time, _, _ in WAYS]
    paid = [f"- {way}: {fee}" for way, _, fee, _ in WAYS]
    for line in (
        "QUY TRÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        name.upper(),
        f"Mã thủ tục: {code}; số quyết định công bố: 77/QĐ-BNO",
        "Lĩnh vực: Nuôi ong. Cấp thực hiện: Cấp xã.",
        "1. Trình tự thực hiện",
        *STEPS,
        "2. Cách thức thực hiện",
    ):
        word.add_paragraph(line)
    _grid(word, [("Hình thức nộp", "Mô tả"), *((way, note) for way, _, _, note in WAYS)])
    word.add_paragraph("3. Thành phần, số lượng hồ sơ")
    for case, rows in CASES:
        word.add_paragraph(case)
        papers = [(str(number), name, count) for number, (name, _, count) in enumerate(rows, 1)]
        _grid(word, [("STT", "Tên giấy tờ", "Số lượng"), *papers])
    for line in (
        "4. Thời hạn giải quyết",
        *told,
        "5. Đối tượng thực hiện thủ tục hành chính",
        FACTS["Đối tượng thực hiện"],
        "6. Cơ quan giải quyết thủ tục hành chính",
        "- Cơ quan có thẩm quyền quyết định: Chủ tịch xã",
        "- Cơ quan trực tiếp thực hiện: Xã",
        "7. Kết quả thực hiện thủ tục hành chính",
        *(f"- {one.replace('(Mã:', '(mã kết quả:')}" for one in RESULTS),
        "8. Phí, lệ phí",
        *paid,
        "9. Tên mẫu đơn, mẫu tờ khai",
        "- Đơn xin thẻ theo mẫu",
        "10. Yêu cầu, điều kiện thực hiện thủ tục hành chính",
        CONDITION,
        "11. Căn cứ pháp lý của thủ tục hành chính",
        *(f"- {title} ({number})" for title, number in BASES),
    ):
        word.add_paragraph(line)
    if document is None:
        word.save(str(path))


def _grid(word: docx.document.Document, rows: list[tuple[str, ...]]) -> None:
    table = word.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


LIST = (
    ("STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Nộp trực tuyến", "Thời hạn giải quyết", "Phí, lệ phí"),
    ("1", CODE, NAME, "Nuôi ong", "Có", "5", "Miễn phí"),
    ("2", "9.000018", "Đổi thẻ nuôi ong dạo", "Nuôi ong", "Không", "3 Ngày làm việc", "Không có thông tin"),
)


def listed(path: Path, rows: int = 0) -> None:
    """An office's list in Excel, with a second sheet of counters; `rows` more procedures below the two."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["DANH MỤC THỦ TỤC HÀNH CHÍNH TIẾP NHẬN TẠI XÃ SÔNG MÂY"])
    for row in LIST:
        page.append(row)
    for number in range(rows):
        page.append([number + 3, f"8.{number:06d}", f"Thủ tục thứ {number} của xã", "Khác", "Có", "1", "Miễn phí"])
    book.create_sheet("Quầy").append(["Quầy 1", "0299.3811.555"])
    book.save(path)


def decision(path: Path, number: str = "45") -> None:
    """A decision that publishes procedures of two levels in its annex; one without a `number` is a draft."""
    word = docx.Document()
    _grid(
        word,
        [
            (
                f"UBND TỈNH HÀ MÂY\nSố: {number}/QĐ-UBND",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHà Mây, ngày 3 tháng 2 năm 2026",
            )
        ],
    )
    for line in (
        "QUYẾT ĐỊNH",
        "Về việc công bố danh mục thủ tục hành chính nuôi ong",
        "Điều 1. Công bố kèm theo Quyết định này danh mục thủ tục hành chính.",
        "Điều 2. Quyết định này thay thế Quyết định số 12/QĐ-UBND ngày 01 tháng 3 năm 2025.",
        "DANH MỤC THỦ TỤC HÀNH CHÍNH",
    ):
        word.add_paragraph(line)
    head = (
        "STT",
        "Mã số TTHC",
        "Tên thủ tục hành chính",
        "Thời hạn giải quyết",
        "Địa điểm thực hiện",
        "Phí, lệ phí",
        "Căn cứ pháp lý",
    )
    _grid(
        word,
        [
            head,
            ("A", *("THỦ TỤC HÀNH CHÍNH CẤP TỈNH",) * 6),
            ("I", *("Lĩnh vực Nuôi ong",) * 6),
            ("1", "9.000020", "Cấp giấy phép ấp ong", "4 Ngày", "Quầy tỉnh", "Miễn phí", "1/2020/NĐ-CP; 2/2021/TT-BNV"),
            ("B", *("THỦ TỤC HÀNH CHÍNH CẤP XÃ",) * 6),
            ("2", CODE, NAME, "5 Ngày", "Quầy xã", "Không có thông tin", "1/2020/NĐ-CP"),
        ],
    )
    word.save(str(path))
