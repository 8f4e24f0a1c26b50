"""Two small plans in the project's own words, for tests of the whole command."""

BA_TO = """ỦY BAN NHÂN DÂN
HUYỆN BA TƠ
Số: 12/KH-UBND
Ba Tơ, ngày 06 tháng 01 năm 2025

KẾ HOẠCH
Cải cách hành chính năm 2025 trên địa bàn huyện Ba Tơ

I. MỤC ĐÍCH
Giúp người dân biết nơi nộp hồ sơ và thời gian trả kết quả.

II. NHIỆM VỤ

1. Tổ chức cuộc thi vẽ tranh về một cửa điện tử
- Cơ quan chủ trì: Phòng Nội vụ.
- Cơ quan phối hợp: Phòng Giáo dục và Đào tạo.
- Thời gian thực hiện: Quý II năm 2025.

2. Lắp bảng chỉ dẫn tại bộ phận một cửa
- Cơ quan chủ trì: Văn phòng HĐND&UBND huyện.
- Thời gian thực hiện: Trước ngày 15/3/2025.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Mẫu
"""

NINH_HOA = (
    BA_TO.replace("HUYỆN BA TƠ", "THỊ XÃ NINH HÒA")
    .replace("huyện Ba Tơ", "thị xã Ninh Hòa")
    .replace("Ba Tơ", "Ninh Hòa")
    .replace("12/KH-UBND", "34/KH-UBND")
    .replace("Phòng Nội vụ", "Phòng Tư pháp")
)
