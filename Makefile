# What people and CI call. Every target first makes sure that its tools are here (scripts/ensure-tools).
#
#   make run ARGS="--port 9000"         arguments for `shop serve`
#   make test TEST_ARGS="--filter Tidy" arguments for `swift test`
#   make bench ARGS="--quick"           arguments for the benchmarks; --help tells them
#   make fuzz ARGS=--help               what `make fuzz` and `make soak` take
#   make contracts FORCE=1              accept what breaks builds that run (docs/concepts/contracts.md)

EXECUTABLES := shop hello tenfold
RELEASE := -c release --static-swift-stdlib
ARGS ?=
FORCE ?=
TEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run up build test bench fuzz soak contracts format lint clean tools

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: tools ## build in release and start Shop
	@scripts/refresh-importers
	@swift build $(RELEASE) --product shop
	@exec .build/release/shop serve $(ARGS)

up: tools ## build in release and start Shop as services, two replicas each
	@scripts/refresh-importers
	@swift build $(RELEASE) --product shop
	@exec .build/release/shop up --stage services --config Examples/Shop/tenfold.yaml $(ARGS)

build: tools ## release executables in .build/release/
	@scripts/refresh-importers
	@for name in $(EXECUTABLES); do swift build $(RELEASE) --product $$name || exit 1; done

# The tests of counts measure the release executables. Tests whose name begins with Alone measure time under load, so no
# other test runs beside them.
test: build ## build and run every test
	@scripts/ensure-test-tools
	@swift build --build-tests
ifeq ($(strip $(TEST_ARGS)),)
	@swift test --skip-build --disable-xctest --experimental-maximum-parallelization-width 4 --skip Alone
	@swift test --skip-build --disable-xctest --no-parallel --filter Alone
else
	@swift test --skip-build --disable-xctest --experimental-maximum-parallelization-width 4 $(TEST_ARGS)
endif

bench: build ## measure everything beside its peers, write docs/benchmarks.md
	@scripts/ensure-bench-tools
	@swift build $(RELEASE) --package-path Benchmarks --product bench
	@exec Benchmarks/.build/release/bench $(ARGS)

fuzz: tools ## attack what takes bytes of strangers, 30 s each
	@scripts/fuzz $(ARGS)

soak: tools ## fuzz for minutes, and run the fault tests long
	@scripts/ensure-test-tools
	@scripts/soak $(ARGS)

contracts: tools ## write Shop's contracts.json, unless something breaks
	@scripts/refresh-importers
	@swift build $(RELEASE) --product shop
	@FORCE="$(FORCE)" scripts/contracts write

format: tools ## format every Swift file
	@scripts/swift-files | xargs -0 swift format -i --parallel

lint: tools ## fail where a Swift file is not formatted
	@scripts/swift-files | xargs -0 swift format lint --strict --parallel

clean: ## remove what builds made
	@rm -rf .build

tools:
	@scripts/ensure-tools
