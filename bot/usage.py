"""What typer says about a wrong command line, in Vietnamese."""

from typer.exceptions import TyperException

from bot.phrases import phrase

_KINDS = {"argument": "tham số", "option": "tùy chọn"}


def in_vietnamese(error: TyperException) -> str:
    """The message of `error`, and where to read more."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error.format_message()
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cchc"
    return f"{_message(error)}\nXem cách dùng: {command} --help"


def _message(error: TyperException) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
            name = getattr(error, "option_name", "")
            hint = "" if name.startswith("--") else " Câu bắt đầu bằng dấu - phải đứng sau hai dấu --."
            return f"Không có tùy chọn {name}." + (f" Có phải: {near}?" if near else hint)
        case "MissingParameter":
            return f"Thiếu {_parameter(error)}."
        case "BadParameter":
            return f"Giá trị của {_parameter(error)} chưa đúng: {phrase(error.message)}"
        case _:
            return phrase(error.format_message())


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "tham số"
    names = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar or parameter.name]
    return f"{_KINDS.get(parameter.param_type_name, 'tham số')} {' / '.join(names)}"
