#!/bin/sh
# The child where there is no C compiler: slower, and without the floods and bursts of agent.c.
[ "$1" = auth ] && echo '{"loggedIn":true}' && exit
start=$(date +%s%N)
stamps=/dev/null
quiet=0
prompt=/dev/stdin
previous=
for argument; do
  [ "$previous" != --append-system-prompt-file ] || prompt=$argument
  previous=$argument
  case $argument in
    --bench-stamps=*) stamps=${argument#*=} ;;
    --bench-quiet=*) quiet=${argument#*=} ;;
  esac
done
echo "s $start" >>"$stamps"
while IFS= read -r line; do
  case $line in '- Session path: '*) session=${line#- Session path: } ;; esac
done <"$prompt"
[ "$quiet" = 0 ] || sleep "$((quiet / 1000))"
echo '{"status":"continue","phase":"implementation","summary":"one step"}' >"$session/_signal.json"
echo '{"type":"result","subtype":"success","is_error":false,"result":"ok"}'
echo "e $(date +%s%N)" >>"$stamps"
