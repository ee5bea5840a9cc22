#!/usr/bin/env bash
# git (seen with 2.39.5), `git worktree add` with extensions.worktreeConfig
#
# Behaviour: `git worktree add` copies config.worktree of the worktree in which it is run to the new one. What was
#   set there by `git config --worktree`, such as user.email or core.hooksPath, applies in the new worktree, too. Run
#   in another worktree of the same repository the same command gives other settings.
# Why it surprises: the manual says that such settings are specific to a worktree, and nothing of a copy. An agent
#   that makes a worktree for a helper gives it its name, its hooks and its signing key, and later changes of one do
#   not reach the other.
# samocode: makes worktrees in MAIN_REPO (src/adapters/git/worktree), so they get the settings of that checkout
#   alone.
. "$(dirname "$0")/support/lib.sh"

repository "$T/repo"
cd "$T/repo"
git config extensions.worktreeConfig true
git worktree add -q -b agent "$T/agent"
git -C "$T/agent" config --worktree user.email agent@example.org
git -C "$T/agent" config --worktree core.hooksPath agent-hooks
settings() { # <worktree>
  echo "$(git -C "$1" config user.email) $(git -C "$1" config core.hooksPath || echo none)"
}
git -C "$T/agent" worktree add -q -b helper "$T/helper" main
git worktree add -q -b other "$T/other" main
git -C "$T/agent" config --worktree user.email renamed@example.org
verdict "made in the agent's: $(settings "$T/helper"); made in the main one: $(settings "$T/other"); main: $(settings "$T/repo")" \
  "made in the agent's: agent@example.org agent-hooks; made in the main one: tester@example.org none; main: tester@example.org none"
