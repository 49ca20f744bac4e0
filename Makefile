# make demo: the running example, from its problem file to the checker's verdict.
# make test: everything that must pass.
# make certificates: the certificates and pages of proofs/ derived anew, and all that are shipped checked. All install what GMP's build needs, or print the line that does.

.PHONY: demo test tools lines certificates

TRUSTED = src/budget.rs src/number src/function src/kind src/expression src/problem src/bound src/certificate src/check src/bin/jensen-check.rs

demo: tools
	cargo run --release -- lambda problems/tanh2.toml

# `cargo insta` also fails on snapshots that no test uses. The tests without features hold the trusted half
# alone, `jensen-check` included, to the same verdicts on all certificates and their mutants.
test: tools
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	if cargo insta --version >/dev/null 2>&1; \
	then cargo insta test --check --unreferenced=reject; \
	else INSTA_UPDATE=no cargo test; fi
	RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps
	cargo clippy --no-default-features -- -D warnings
	INSTA_UPDATE=no cargo test --no-default-features --test all
	cargo build --no-default-features
	find tests proofs examples -name '*.jensen' 2>/dev/null | xargs target/debug/jensen-check

certificates: tools
	cargo run --release -- reproduce --update
	cargo build --release --bin jensen-check
	git ls-files '*.jensen' | xargs target/release/jensen-check

tools:
	@.ci/tools

# The length of the trusted half, as the README states it.
lines:
	@find $(TRUSTED) -name '*.rs' | xargs cat | wc -l
