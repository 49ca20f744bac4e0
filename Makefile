# make demo: the running example, from its problem file to the checker's verdict.
# make test: everything that must pass.
# make certificates: the certificates and pages of proofs/ derived anew, and all that are shipped checked. All install what GMP's build needs, or print the line that does.

.PHONY: demo test tools lines certificates

SNAPSHOTS = $(CURDIR)/target/snapshots
TRUSTED = src/budget src/number src/function src/kind src/expression src/problem src/bound src/certificate src/check src/bin/jensen-check.rs

demo: tools
	cargo run --release -- lambda problems/tanh2.toml

# insta writes which snapshots are in use, and those that are not fail. The tests without features hold the trusted half
# alone, `jensen-check` included, to the same verdicts on all certificates and their mutants.
test: tools
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	rm -f $(SNAPSHOTS)
	INSTA_UPDATE=no INSTA_SNAPSHOT_REFERENCES_FILE=$(SNAPSHOTS) cargo test
	.ci/snapshots $(SNAPSHOTS)
	RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps
	cargo clippy --no-default-features -- -D warnings
	INSTA_UPDATE=no cargo test --no-default-features --test all
	cargo build --no-default-features
	find tests proofs -name '*.jensen' | xargs target/debug/jensen-check

certificates: tools
	cargo run --release -- reproduce --update
	cargo build --release --bin jensen-check
	git ls-files '*.jensen' | xargs target/release/jensen-check

tools:
	@.ci/tools

# The length of the trusted half by room: lines, and lines without comments and blanks.
lines:
	@for room in $(TRUSTED) total; do \
	    paths=$$room; [ $$room = total ] && paths="$(TRUSTED)"; \
	    code=$$(find $$paths -name '*.rs' -exec cat {} + | grep -cv '^ *//\|^ *$$'); \
	    printf '%-28s %6d %6d\n' $$room $$(find $$paths -name '*.rs' -exec cat {} + | wc -l) $$code; \
	done
