# Codex 0.171.0 for the findings; source it after lib.sh.
# shellcheck shell=bash
packages @openai/codex@0.171.0
# The Node wrapper that npm puts on the PATH.
CODEX=$MODULES/@openai/codex/bin/codex.js
# A model name that Codex does not know makes it offer its plain shell tool, exec_command.
CODEX_ARGUMENTS=(exec --json --skip-git-repo-check -m fake-model)

# codex_home: points Codex at the scripted model; call it after `model`. Sets CODEX_ENVIRONMENT.
codex_home() {
  mkdir -p "$T/codex-home"
  CODEX_ENVIRONMENT=(CODEX_HOME="$T/codex-home" FAKE_KEY=sk-test)
  cat >"$T/codex-home/config.toml" <<TOML
model_provider = "fake"
check_for_update_on_startup = false

[model_providers.fake]
name = "fake"
base_url = "$API/v1"
wire_api = "responses"
env_key = "FAKE_KEY"
request_max_retries = 0
stream_max_retries = 0

[analytics]
enabled = false

[features]
plugins = false
remote_plugin = false
apps = false
TOML
}
