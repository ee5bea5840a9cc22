# Claude Code reads this before each command of its shell, which has the aliases of ~/.bashrc. With -i these programs
# ask, no person answers, and nothing is copied or removed.
unalias cp ln mv rm 2>/dev/null || true
