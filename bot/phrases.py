"""What typer and pydantic say in English, in Vietnamese."""

import re

_NEAR = "Did you mean"
_PHRASES = (
    (r"No such command '?([^'.]*)'?\.?(?: Did you mean (.*)\?)?", r"Không có lệnh “\1”."),
    (r"Got unexpected extra argument\S* \((.*)\)", r"Thừa tham số: \1. Câu có dấu cách phải đặt trong ngoặc kép."),
    (r"Option '(.*)' requires (?:an|\d+) arguments?\.", r"Sau \1 phải có giá trị."),
    (r"path '(.*)' is not readable\.?", r"không có quyền đọc \1. Xin cấp quyền đọc rồi chạy lại."),
    (r"Missing command\.", "Chưa có lệnh."),
    (r"(?:Value error, )?'?(.*?)'? is not one of (.*?)\.?", r"“\1” không phải một trong: \2."),
    (r"Value error, (“.*)", r"\1"),
    (r"Input should be a valid (?:integer|number).*", "phải là một số."),
    (r"Input should be a valid boolean.*", "phải là true hoặc false."),
    (r"Input is not a valid path.*", "phải là một đường dẫn trong ngoặc kép."),
    (r"Input should be a valid string.*", "phải là một chuỗi chữ trong ngoặc kép."),
    (r"Input should be a valid dictionary.*", "phải là một mục có tên trong ngoặc vuông."),
    (r"(?:String|Value|Tuple) should have at most (\d+) (?:characters?|items?).*", r"không được dài quá \1."),
    (r"String should match pattern '\^\[0-9a-f\].*'", "phải là mã của một câu trả lời."),
    (r"Value error, (phải .*)", r"\1"),
    (r"Input should be a valid date.*", "phải là một ngày, ví dụ 2025-10-25."),
    (r"Input should be '(.*)'", r"phải là một trong: '\1'."),
    (r"Input should be greater than or equal to (.*)", r"phải từ \1 trở lên."),
    (r"Input should be greater than (.*)", r"phải lớn hơn \1."),
    (r"Input should be less than or equal to (.*)", r"không được quá \1."),
    (r"String should match pattern '\^/'", "phải bắt đầu bằng dấu /."),
    (
        r"String should match pattern '\^https.*'",
        'phải là địa chỉ như "https://cchc.example.gov.vn", không có dấu / ở cuối.',
    ),
    (r"Value error, .* does not appear to be an IPv4 or IPv6 network", "phải là một địa chỉ IP hoặc một mạng."),
    (r"Input should be a valid tuple.*", "phải là một danh sách trong ngoặc vuông."),
    (r"String should match pattern '.*tcp.*'", 'phải là địa chỉ như "tcp://10.0.0.5:8786", hoặc để trống.'),
)


def phrase(message: str) -> str:
    """`message` in Vietnamese; as it is where nobody has put it into words yet."""
    for pattern, vietnamese in _PHRASES:
        found = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if found:
            near = found.group(2) if _NEAR in message else None
            return found.expand(vietnamese) + (f" Có phải ý bạn là {near}?" if near else "")
    return message
