# SPDX-License-Identifier: AGPL-3.0-or-later
# A short front for Meson and Ninja. "make help" lists what there is.

BUILD ?= build
SAMPLE = $(BUILD)/sample
PORT ?= 8730
PREFIX ?= /usr/local
VOLYA_SHARED ?= $(if $(wildcard ../shared/vectors),$(abspath ../shared))
ifneq ($(VOLYA_SHARED),)
export VOLYA_SHARED
else
unexport VOLYA_SHARED # empty is not set
endif
export NODE_PATH = $(CURDIR)/build/npm/node_modules

.PHONY: all help deps sample run test bench soak lint install clean

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@tools/install-packages build
	meson setup $(BUILD) --prefix $(PREFIX)

help:
	@echo 'make          build build/volya'
	@echo 'make run      install what is missing, build, make the sample register, check a letter,'
	@echo '              serve the site at http://127.0.0.1:$(PORT) until Ctrl-C (PORT=N for another)'
	@echo 'make test     install what is missing, build, run all tests'
	@echo 'make sample   make the sample register build/sample from data/'
	@echo 'make bench    measure beside others: SQLite, nginx, Splink, PostgreSQL, RapidFuzz, logic-v2'
	@echo 'make soak     the long runs: kill -9, full disk, fuzzing (SECONDS=600 for each target)'
	@echo 'make lint     clang-tidy, cppcheck, includes between rooms, house style'
	@echo 'make install  install the program, its man page and its completion (PREFIX=/usr/local)'
	@echo 'make clean    take build/ away'

deps:
	@tools/install-packages build

sample: deps all
	@rm -rf $(SAMPLE)
	@$(BUILD)/volya init $(SAMPLE) --organisation "Volya sample"
	@$(BUILD)/volya --register $(SAMPLE) import data

run: sample
	@for letter in data/letters/*.txt; do \
		echo; echo "== $$letter"; \
		$(BUILD)/volya --register $(SAMPLE) letter check "$$letter" || exit $$?; \
	done
	@echo; echo "The site is at http://127.0.0.1:$(PORT)/en/ until Ctrl-C."
	@$(BUILD)/volya --register $(SAMPLE) serve --port $(PORT) --letters data/letters

test:
	@tools/install-packages build test npm
	@$(MAKE) --no-print-directory $(BUILD)/build.ninja
	@tools/run-tests $(BUILD)

bench:
	@tools/install-packages build bench
	@[ -e build/bench/build.ninja ] || meson setup build/bench --buildtype release
	@ninja -C build/bench
	@bench/run build/bench $(SIZES)
	@bench/linking build/bench $(SIZES)
	@if [ -d "$(VOLYA_SHARED)/names" ]; then bench/names/run.py build/bench/volya "$(VOLYA_SHARED)/names" $(SIZES); \
	else echo 'left out: names beside others (VOLYA_SHARED names no folder with names/ in it)'; fi

soak: all
	@tools/install-packages build lint
	@tools/soak $(BUILD) $(SECONDS)

lint:
	@tools/install-packages build lint
	@tools/lint

install: all
	@meson install -C $(BUILD)

clean:
	rm -rf $(BUILD)
