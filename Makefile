# `make issue` and `make test` are all a new machine needs; scripts/set-up says what it installs.

issue := manuscripts/2020-05-tales-from-the-therapy-room
bin := .venv/bin
compile := $(bin)/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command 'make lock' --group build

ifeq ($(shell uname -s),Darwin)
# A Python that is not Homebrew's own does not look for Pango where Homebrew puts it.
libraries := DYLD_FALLBACK_LIBRARY_PATH=$(shell brew --prefix 2>/dev/null)/lib:/usr/local/lib:/usr/lib
endif

.PHONY: help issue test bench declared lock upgrade clean

help:
	@echo 'make issue    build the sample issue into build/: EPUB, print PDF, screen PDF, cover'
	@echo 'make test     lint, check the types and run every test'
	@echo 'make bench    measure issuepress beside WeasyPrint, Chromium, Vivliostyle and pandoc; takes an hour'
	@echo 'make declared parse again what the engine and we declare in C, for a new version of either'
	@echo 'make lock     bring the lock files up to what pyproject.toml asks for'
	@echo 'make upgrade  the same, with the newest version of everything'
	@echo 'make clean    remove what was built; .venv stays'
	@echo
	@echo 'The first run creates .venv and installs what is missing; afterwards the'
	@echo 'command is .venv/bin/issuepress.'

issue:
	@scripts/set-up
	$(libraries) $(bin)/issuepress build $(issue)

test:
	@scripts/set-up test
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(libraries) $(bin)/pytest -n auto --dist worksteal

bench:
	@scripts/set-up test
	@benchmarks/set-up
	$(libraries) $(bin)/python -m benchmarks $(options)

declared:
	$(libraries) $(bin)/python tests/declaring.py

lock:
	@scripts/set-up lock
	$(compile) $(upgrade) --group test --group lint --output-file requirements-test.lock
	$(compile) $(upgrade) --constraint requirements-test.lock --output-file requirements.lock

upgrade:
	@$(MAKE) lock upgrade=--upgrade

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
