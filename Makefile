# fundpool: `make help` lists the targets. Everything made lands below $(BUILD); sources are found by wildcard, so a new file
# needs no change here.

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
DEB ?= $(BUILD)/deb
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar

# Debian 12 names. PACKAGES builds and runs the program; DEMO adds the auditor's second opinion; CHECK all that `make check` and `make lint` use.
# PACKAGES_PAPERS draws PDF and writes XLSX; without them the build leaves these out.
PACKAGES_PAPERS := pkg-config libpango1.0-dev libxlsxwriter-dev libzip-dev fonts-wqy-microhei
PACKAGES := gcc make libc6-dev libsqlite3-dev libgmp-dev libcsv-dev libfyaml-dev libutf8proc-dev libssl-dev \
	libmicrohttpd-dev libgnutls28-dev libsodium-dev libjansson-dev $(PACKAGES_PAPERS)
PACKAGES_DEMO := hledger
PACKAGES_DEB := dpkg-dev
PACKAGES_CHECK := libcmocka-dev curl openssl hledger ledger beancount sqlite3 clang clang-format clang-tidy \
	libclang-rt-14-dev cppcheck shellcheck python3 strace git poppler-utils wrk $(PACKAGES_DEB) fakeroot man-db groff
# What the browser tests drive; npm is Debian's, unless there is another already.
PACKAGES_BROWSER = chromium fonts-wqy-microhei $(shell command -v npm >/dev/null || echo nodejs npm)

# ---- flags -----------------------------------------------------------------------------------------------------------
# WERROR= (empty) lets an untried compiler pass; SANITIZE=address,undefined and COVERAGE=1 make variants, each in a BUILD of its own.
WERROR ?= -Werror
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wswitch-enum $(WERROR)
CPPFLAGS += -Iinclude -I. -I$(BUILD) -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -DFUNDPOOL_VERSION='"$(VERSION)"' -include tools/banned.h
ifdef SANITIZE
MODE_CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fPIE -DFPL_VERIFY_BUILD
MODE_LDFLAGS := -fsanitize=$(SANITIZE) -pie
else ifdef COVERAGE
MODE_CFLAGS := -O0 -g --coverage -fPIE
MODE_LDFLAGS := --coverage -pie
else
MODE_CFLAGS := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
# No build-id: it is a sum over what debugging needs as well, and so tells of the folder. tools/deb.sh could not take it away later
# without the read-only relocations going with it.
MODE_LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--build-id=none
endif
ALL_CFLAGS = -std=c17 $(WARNINGS) $(MODE_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(MODE_LDFLAGS) $(LDFLAGS)
LEDGER_LIBS := -lsqlite3 -lgmp -lutf8proc -lcrypto
LIBS := -lcsv -lfyaml $(LEDGER_LIBS) -lpthread
# Of the service alone: what `fundpool` does not load, it does not wait for when it starts.
SERVICE_LIBS := -lmicrohttpd -lgnutls -lsodium -ljansson $(LEDGER_LIBS) -lpthread

# ---- what there is ---------------------------------------------------------------------------------------------------
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(patsubst $(BUILD)/%,%,$(1)))
LEDGER_SRC := $(wildcard ledger/*/*.c)
REPORTS_SRC := $(wildcard reports/*.c)
INGEST_SRC := $(wildcard src/ingest/*.c)
ANALYSIS_SRC := $(wildcard src/analysis/*.c)
HOST_SRC := $(wildcard src/host/*.c)
CLI_SRC := $(filter-out src/cli/main.c src/cli/papers_main.c,$(wildcard src/cli/*.c))
SERVICE_SRC := $(filter-out src/service/main.c,$(wildcard src/service/*.c))
PAGES := $(sort $(wildcard src/service/pages/*.html))
STATICS := $(sort $(wildcard src/service/static/*))
# PDF and XLSX, which a program of its own has: PAPERS= (empty) leaves them out.
PAPERS_LIBS_NAMES := pangocairo fontconfig xlsxwriter libzip
PAPERS ?= $(shell pkg-config --exists $(PAPERS_LIBS_NAMES) 2>/dev/null && echo yes)
ifneq ($(PAPERS),)
DOCUMENTS_SRC := $(wildcard src/documents/*.c)
PAPERS_CPPFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PAPERS_LIBS_NAMES)))
PAPERS_LIBS := $(shell pkg-config --libs $(PAPERS_LIBS_NAMES))
endif
MODEL_SRC := $(wildcard tests/model/*.c)
TEST_SRC := $(filter-out $(if $(PAPERS),,tests/unit/test_documents_%),$(wildcard tests/*/test_*.c))
HELPER_SRC := $(wildcard tests/helpers/*.c)
# bench and tests/outside: a file with a main is a program, the others are shared by the programs beside them.
with_main = $(if $(1),$(shell grep -l '^int main\>' $(1)))
OUTSIDE_SRC := $(call with_main,$(wildcard tests/outside/*.c))
BENCH_SRC := $(call with_main,$(wildcard bench/*.c))
BENCH_COMMON_SRC := $(filter-out $(BENCH_SRC),$(wildcard bench/*.c))
SUPPORT_SRC := $(filter-out $(TEST_SRC) $(HELPER_SRC) $(OUTSIDE_SRC) $(MODEL_SRC) tests/fuzz/%,$(wildcard tests/*/*.c))
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
ALL_SRC := $(LEDGER_SRC) $(REPORTS_SRC) $(INGEST_SRC) $(ANALYSIS_SRC) $(DOCUMENTS_SRC) $(HOST_SRC) $(CLI_SRC) src/cli/main.c src/cli/papers_main.c \
	$(SERVICE_SRC) src/service/main.c tools/pages.c $(MODEL_SRC) $(SUPPORT_SRC) $(TEST_SRC) \
	$(HELPER_SRC) $(OUTSIDE_SRC) $(BENCH_SRC) $(BENCH_COMMON_SRC) $(wildcard tests/fuzz/*.c)

LIB := $(BUILD)/lib
PROGRAM := $(BUILD)/bin/fundpool
PAPERS_PROGRAM := $(if $(PAPERS),$(BUILD)/bin/fundpool-papers)
SERVICE := $(BUILD)/bin/fundpool-service
# Upper layers first: a static archive only answers symbols asked for before it. Empty archives are harmless.
LOWER_LIBS := $(LIB)/libingest.a $(LIB)/libreports.a $(LIB)/libhost.a $(LIB)/libfundpool.a
PRODUCT_LIBS := $(LIB)/libcli.a $(LIB)/libanalysis.a $(LOWER_LIBS)
SERVICE_LIB := $(LIB)/libservice.a
TEST_LIBS := $(LIB)/libtest.a $(SERVICE_LIB) $(PRODUCT_LIBS)
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SRC))
HELPERS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(HELPER_SRC))
OUTSIDE := $(patsubst tests/outside/%.c,$(BUILD)/outside/%,$(OUTSIDE_SRC))
BENCHES := $(patsubst bench/%.c,$(BUILD)/bench/%,$(BENCH_SRC))
# Parts of the names of tests that run several threads: an import's four, a rebuild's two, GMP's arena in each of many, the
# service's thread a connection.
THREADED = $(or $(TEST_ARGS),test_base_ratio test_desk_import test_ingest_answers test_ingest_feed test_ingest_import \
	test_journal_books test_journal_totals test_service_uploads test_service_writer test_store_behind test_store_gather test_verify_state cli/import_files cli/import_hostile \
	cli/import_midway cli/service)
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_SRC))

# ---- targets ---------------------------------------------------------------------------------------------------------
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all tests threaded lib outside benches fuzzers deps deps-demo deps-check deps-browser demo demo-web check check-asan check-tsan \
	check-fuzz check-browser generated check-outside coverage covered lint format man openapi states bench install deb packages dist clean help FORCE

# Targets below that run others one after the other do it by sub-make, so that -j cannot reorder them; each uses all cores.
PARALLEL = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(JOBS))
SUBMAKE = $(MAKE) --no-print-directory $(PARALLEL)

##@ Use
##  all          build the program, build/bin/fundpool, its papers and its service beside it, and the libraries
all: $(PROGRAM) $(PAPERS_PROGRAM) $(SERVICE) lib

##  deps         install the Debian packages the program needs (root or sudo)
deps:
	@tools/deps.sh $(PACKAGES)

deps-demo:
	@tools/deps.sh $(PACKAGES) $(PACKAGES_DEMO)

##  demo         packages, build, and a city's whole story on examples/huaibei
demo:
	@$(MAKE) --no-print-directory deps-demo
	@$(SUBMAKE) all
	@FUNDPOOL="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" examples/huaibei/demo.sh

##  demo-web     the same city in a browser, with trial accounts; PORT=8080
demo-web:
	@$(MAKE) --no-print-directory deps
	@$(SUBMAKE) all
	@FUNDPOOL="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" examples/huaibei/web.sh

##  install      programs, library, headers, policies, documents and manual pages to DESTDIR/PREFIX
install: all
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib" "$(DESTDIR)$(PREFIX)/include/fundpool" \
		"$(DESTDIR)$(PREFIX)/share/fundpool" "$(DESTDIR)$(PREFIX)/share/doc/fundpool" "$(DESTDIR)$(PREFIX)/share/man/man1" \
		"$(DESTDIR)$(PREFIX)/share/bash-completion/completions" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
		"$(DESTDIR)$(PREFIX)/share/fundpool/operation" "$(DESTDIR)$(PREFIX)/lib/systemd/system"
	install -m 755 "$(PROGRAM)" "$(SERVICE)" $(PAPERS_PROGRAM) "$(DESTDIR)$(PREFIX)/bin/"
	install -m 755 src/operation/fundpool-backup "$(DESTDIR)$(PREFIX)/bin/"
	install -m 644 src/operation/fundpool-nginx.conf "$(DESTDIR)$(PREFIX)/share/fundpool/operation/"
	for unit in src/operation/*.service src/operation/*.timer; do \
		sed 's,/usr/bin/,$(PREFIX)/bin/,; s,/usr/share/,$(PREFIX)/share/,' "$$unit" >"$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/}" && \
		chmod 644 "$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/}" || exit 1; done
	"$(PROGRAM)" completion bash >"$(DESTDIR)$(PREFIX)/share/bash-completion/completions/fundpool"
	"$(PROGRAM)" completion zsh >"$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_fundpool"
	chmod 644 "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/fundpool" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_fundpool"
	install -m 644 "$(LIB)/libfundpool.a" "$(DESTDIR)$(PREFIX)/lib/libfundpool.a"
	install -m 644 include/fundpool/* "$(DESTDIR)$(PREFIX)/include/fundpool/"
	cp -R --no-preserve=mode,ownership policies examples "$(DESTDIR)$(PREFIX)/share/fundpool/"
	find "$(DESTDIR)$(PREFIX)/share/fundpool" -name '*.sh' -exec chmod 755 {} +
	cp -R --no-preserve=mode,ownership $(wildcard README.md README.zh.md LICENSE SECURITY.md CHANGELOG.md) $(wildcard docs/*.md) \
		"$(DESTDIR)$(PREFIX)/share/doc/fundpool/"
	install -m 644 docs/fundpool.1 docs/fundpool-service.1 $(if $(PAPERS),docs/fundpool-papers.1) "$(DESTDIR)$(PREFIX)/share/man/man1/"
	$(if $(PAPERS),tools/make-fonts.sh >"$(DESTDIR)$(PREFIX)/share/fundpool/papers-fonts.txt")
	$(if $(PAPERS),chmod 644 "$(DESTDIR)$(PREFIX)/share/fundpool/papers-fonts.txt")

##  deb          packages, build, and Debian packages of it in build/deb; the same bytes for the same commit
deb:
	@tools/deps.sh $(PACKAGES) $(PACKAGES_DEB)
	@$(SUBMAKE) packages
packages: all
	@rm -rf "$(DEB)"
	@$(MAKE) --no-print-directory install DESTDIR="$(DEB)/parts/root" PREFIX=/usr >/dev/null
	@tools/deb.sh "$(DEB)" "$(VERSION)"

##  dist         source archive of the committed tree, build/fundpool-$(VERSION).tar.gz
dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=fundpool-$(VERSION)/ -o $(BUILD)/fundpool-$(VERSION).tar.gz HEAD
	@echo "$(BUILD)/fundpool-$(VERSION).tar.gz"

##  clean        remove what was built
clean:
	rm -rf $(BUILD)

##@ Develop
##  deps-check   install what the checks need as well: test library, compilers, linters, hledger, ledger, beancount
deps-check:
	@tools/deps.sh $(PACKAGES) $(PACKAGES_CHECK)

##  check        packages, build, and every test; the last line counts them
check:
	@$(MAKE) --no-print-directory deps-check
	@$(SUBMAKE) all tests
	@tools/run-tests.sh "$(BUILD)" $(TEST_ARGS)

##  check-asan   the whole suite under AddressSanitizer and UndefinedBehaviorSanitizer, in build/asan
check-asan:
	@$(SUBMAKE) BUILD=$(BUILD)/asan SANITIZE=address,undefined all tests
	@FPL_VARIANT=asan FPL_TEST_TIMEOUT=$${FPL_TEST_TIMEOUT:-600} \
		ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:$$ASAN_OPTIONS \
		UBSAN_OPTIONS=print_stacktrace=1:$$UBSAN_OPTIONS tools/run-tests.sh "$(BUILD)/asan" $(TEST_ARGS)

##  check-tsan   the tests that run several threads, under ThreadSanitizer, in build/tsan; on the disk, for its pace
check-tsan:
	@$(SUBMAKE) BUILD=$(BUILD)/tsan SANITIZE=thread all threaded
	@FPL_SCRATCH="$(abspath $(BUILD)/tsan/scratch)" FPL_VARIANT=tsan FPL_TEST_TIMEOUT=$${FPL_TEST_TIMEOUT:-600} \
		TSAN_OPTIONS=second_deadlock_stack=1:$$TSAN_OPTIONS \
		tools/run-tests.sh "$(BUILD)/tsan" $(THREADED)

##  check-fuzz   replay every fuzz corpus under the sanitizers
check-fuzz:
	@$(SUBMAKE) BUILD=$(BUILD)/asan SANITIZE=address,undefined fuzzers
	@tools/replay-corpora.sh "$(BUILD)/asan/fuzz"

##  deps-browser install what check-browser needs: Debian's Chromium, node, and two npm packages in build/browser, as tests/browser's lock names them
BROWSER := $(BUILD)/browser/modules
deps-browser:
	@tools/deps.sh $(PACKAGES_BROWSER)
	@mkdir -p "$(BROWSER)"
	@cmp -s tests/browser/package-lock.json "$(BROWSER)/node_modules/.locked" || { \
		cp tests/browser/package.json tests/browser/package-lock.json tests/browser/.npmrc "$(BROWSER)/" && \
		(cd "$(BROWSER)" && npm ci --no-progress) && cp tests/browser/package-lock.json "$(BROWSER)/node_modules/.locked"; }

##  check-browser the service's pages in a real browser: people's whole ways, axe-core, 320 px, keyboard, no JavaScript
check-browser:
	@$(MAKE) --no-print-directory deps-browser
	@$(SUBMAKE) all
	@FUNDPOOL="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" tests/browser/run "$(abspath $(BROWSER))" $(TEST_ARGS)

##  check-outside DATA=DIR   outside vectors and real files, kept apart from the repository
check-outside:
	@$(SUBMAKE) all outside
	@FUNDPOOL="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" tests/outside/run "$(DATA)"

##  lint         (STEPS="rules format shell cppcheck tidy") layers, doors, sizes, formatting, cppcheck, clang-tidy, shellcheck; compiles nothing
lint:
	@tools/lint.sh $(STEPS)

##  format       rewrite the C files with clang-format
format:
	clang-format -i $(shell git ls-files -co --exclude-standard '*.c' '*.h')

##  coverage     line coverage per folder, in build/coverage
coverage:
	@$(SUBMAKE) BUILD=$(BUILD)/coverage COVERAGE=1 all tests
	@FPL_VARIANT=coverage tools/run-tests.sh "$(BUILD)/coverage" $(TEST_ARGS)
	@tools/coverage.sh "$(BUILD)/coverage"

##  man          the manual pages, docs/*.1, with files, commands, options and fonts as the catalogue has them
man: all
	@for page in docs/*.1; do \
		python3 tools/make-man "$(BUILD)/bin/fundpool" "$$page" >"$(BUILD)/page.1" && cp "$(BUILD)/page.1" "$$page" || exit 1; done

##  openapi      docs/openapi.json, the API as the catalogue and the routes have it
openapi: all
	@"$(SERVICE)" openapi >"$(BUILD)/openapi.json" && cp "$(BUILD)/openapi.json" docs/openapi.json

##  covered      docs/COVERAGE.md: what there is to test of funds, and the tests that name it
covered: all
	@tools/make-covered "$(BUILD)/bin/fundpool" >"$(BUILD)/COVERAGE.md" && cp "$(BUILD)/COVERAGE.md" docs/COVERAGE.md

##  states       docs/STATES.md with the states of each item and what moves it, as the catalogue has them
states: all
	@tools/make-states "$(BUILD)/bin/fundpool" >"$(BUILD)/STATES.md" && cp "$(BUILD)/STATES.md" docs/STATES.md

##  bench        packages, build, and measure the budgets against raw peers on this machine; never a pass or a fail
bench:
	@$(MAKE) --no-print-directory deps-check
	@$(SUBMAKE) all benches
	@export FUNDPOOL="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" FULL="$(FULL)"; \
	if [ -x bench/run.sh ]; then bench/run.sh; else for program in $(BENCHES); do "$$program" || exit 1; done; fi

##  help         this list
help:
	@awk '/^##@/{sub(/^##@ */,"");printf "\n%s\n",$$0;next} /^##  /{sub(/^##  /,"  make ");print}' Makefile
	@printf '\nVariables: BUILD=%s CC=%s PREFIX=%s DESTDIR= JOBS=%s DEB=%s V= SANITIZE= COVERAGE= WERROR=%s TEST_ARGS="name …"\n' \
		'$(BUILD)' '$(CC)' '$(PREFIX)' '$(JOBS)' '$(DEB)' '$(WERROR)'

lib: $(PRODUCT_LIBS) $(SERVICE_LIB)
tests: $(TESTS) $(HELPERS)
threaded: $(foreach name,$(THREADED),$(foreach test,$(TESTS),$(if $(findstring $(name),$(test)),$(test)))) $(HELPERS)
outside: $(OUTSIDE)
benches: $(BENCHES)
fuzzers: $(FUZZERS)

# ---- rules -----------------------------------------------------------------------------------------------------------
# V=1 shows whole commands.
ifeq ($(V),)
Q := @
say = @printf '  %s  %s\n' '$(1)' '$(2)'
endif

# One stamp remembers compiler and flags: another CC or CFLAGS in the same BUILD rebuilds instead of mixing.
FLAGS_STAMP := $(BUILD)/obj/flags
FLAGS_NOW = $(CC) | $(CPPFLAGS) | $(ALL_CFLAGS) | $(ALL_LDFLAGS)
$(FLAGS_STAMP): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$FPL_FLAGS_NOW" | cmp -s - $@ || printf '%s\n' "$$FPL_FLAGS_NOW" >$@
$(FLAGS_STAMP): export FPL_FLAGS_NOW = $(FLAGS_NOW)

$(BUILD)/obj/%.o: %.c $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Pages of the service: C made of templates, and the files that are served as they are.
PAGES_TOOL := $(BUILD)/tools/pages
$(PAGES_TOOL): tools/pages.c $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<
$(BUILD)/gen/pages.h $(BUILD)/gen/pages.c &: $(PAGES_TOOL) $(PAGES) $(STATICS)
	@mkdir -p $(@D)
	$(call say,GEN,$(BUILD)/gen/pages.h)
	$(Q)$(PAGES_TOOL) $(BUILD)/gen $(PAGES) $(STATICS)
$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(call objects,$(SERVICE_SRC)): | $(BUILD)/gen/pages.h
generated: $(BUILD)/gen/pages.h

# An archive is made anew, so that the object of a deleted source does not live on in it; its list of members is its stamp.
define archive
$(1): $(call objects,$(2)) $(1).list
	@mkdir -p $$(@D)
	$$(call say,AR,$$@)
	@rm -f $$@
	$$(Q)$$(AR) rcsD $$@ $(call objects,$(2))
$(1).list: FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' '$(2)' | cmp -s - $$@ || printf '%s\n' '$(2)' >$$@
endef
$(eval $(call archive,$(LIB)/libfundpool.a,$(LEDGER_SRC)))
$(eval $(call archive,$(LIB)/libreports.a,$(REPORTS_SRC)))
$(eval $(call archive,$(LIB)/libingest.a,$(INGEST_SRC)))
$(eval $(call archive,$(LIB)/libanalysis.a,$(ANALYSIS_SRC)))
$(if $(PAPERS),$(eval $(call archive,$(LIB)/libdocuments.a,$(DOCUMENTS_SRC))))
$(eval $(call archive,$(LIB)/libhost.a,$(HOST_SRC)))
$(eval $(call archive,$(LIB)/libcli.a,$(CLI_SRC)))
$(eval $(call archive,$(LIB)/libservice.a,$(SERVICE_SRC) $(BUILD)/gen/pages.c))
$(eval $(call archive,$(LIB)/libtest.a,$(MODEL_SRC) $(SUPPORT_SRC)))

define link
@mkdir -p $(@D)
$(call say,LD,$@)
$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--as-needed -o $@ $(filter %.o,$^) $(filter %.a,$^) $(1) $(LIBS)
endef

$(PROGRAM): $(BUILD)/obj/src/cli/main.o $(PRODUCT_LIBS)
	$(call link)
$(call objects,$(DOCUMENTS_SRC) src/cli/papers_main.c): private CPPFLAGS += $(PAPERS_CPPFLAGS)
$(BUILD)/bin/fundpool-papers: $(BUILD)/obj/src/cli/papers_main.o $(LIB)/libcli.a $(LIB)/libdocuments.a $(PRODUCT_LIBS)
	$(call link,$(PAPERS_LIBS))
DOCUMENTS_TESTS := $(filter tests/unit/test_documents_%,$(TEST_SRC))
$(call objects,$(DOCUMENTS_TESTS)): private CPPFLAGS += $(PAPERS_CPPFLAGS)
$(DOCUMENTS_TESTS:%.c=$(BUILD)/%): $(LIB)/libdocuments.a
$(DOCUMENTS_TESTS:%.c=$(BUILD)/%): private LIBS := $(LIB)/libdocuments.a $(LIB)/libreports.a $(LIB)/libfundpool.a $(PAPERS_LIBS) $(LIBS)
$(SERVICE): $(BUILD)/obj/src/service/main.o $(SERVICE_LIB) $(LOWER_LIBS)
	$(call link,$(SERVICE_LIBS))
$(TESTS): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TEST_LIBS)
	$(call link,-lcmocka $(SERVICE_LIBS))
# The test of failing allocations stands between our objects and the allocator; private, so that nothing is compiled anew for it.
$(BUILD)/tests/fault/test_fault_memory: private LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
$(HELPERS): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TEST_LIBS)
	$(call link,$(SERVICE_LIBS))
$(OUTSIDE): $(BUILD)/outside/%: $(BUILD)/obj/tests/outside/%.o $(TEST_LIBS)
	$(call link,-ljansson)
$(BENCHES): $(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(call objects,$(BENCH_COMMON_SRC)) $(TEST_LIBS)
	$(call link)
$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/replay.o $(TEST_LIBS)
	$(call link)

-include $(patsubst %.c,$(BUILD)/obj/%.d,$(ALL_SRC)) $(BUILD)/obj/gen/pages.d
