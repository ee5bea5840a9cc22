#!/usr/bin/env bash
# systemd (seen with 252 of Debian 12), cron-parser 5.10.6 and croner 11.0.1 (npm), zone Europe/Berlin
#
# Behaviour: "every 30 minutes" in a zone with summer time. When the clocks go back, systemd's
#   `*-*-* *:0/30` leaves the repeated hour out and pauses for 90 minutes; both cron libraries keep their 30
#   minutes. A daily 02:30 in the night when that time does not exist gets three answers: systemd skips the
#   day, cron-parser runs at 03:30 and croner at 03:00 local time.
# Why it surprises: one looks like a plain translation of the other, and a watchdog that expects a sign of
#   life each half hour raises a false alarm once a year, at night.
# samocode: its timer counts from the end of the last run (OnUnitInactiveSec in src/domain/set-up/schedule.ts) and
#   names no time of day; its cron line is left to the cron daemon.
. "$(dirname "$0")/support/lib.sh"
need systemd-analyze
packages cron-parser@5.10.6 croner@11.0.1

systemd() { # <from> <how many> <calendar expression>: hours and minutes in UTC
  systemd-analyze calendar --iterations="$2" --base-time="$1" "$3 Europe/Berlin" >"$T/calendar" 2>&1 ||
    cannot "systemd-analyze: $(head -n 1 "$T/calendar")"
  # In UTC the line in local time is the only one.
  awk '/\(in UTC\)/ || /Next elapse.*UTC|Iter.*UTC/ { print $(NF - 2), $(NF - 1) }' "$T/calendar" |
    sed 's/^....-//; s/:00$//' | paste -sd ,
}
cat >"$MODULES/../schedule.mjs" <<'JS'
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
const [library, from, count, expression] = process.argv.slice(2);
const zone = 'Europe/Berlin';
const times = { croner: () => new Cron(expression, { timezone: zone }).nextRuns(Number(count), new Date(from)),
  'cron-parser': () => {
    const all = CronExpressionParser.parse(expression, { currentDate: new Date(from), tz: zone });
    return Array.from({ length: Number(count) }, () => all.next().toDate());
  } }[library]();
console.log(times.map((time) => time.toISOString().slice(5, 16).replace('T', ' ')).join(','));
JS
library() { # <name> <from> <how many> <cron expression>
  TZ=UTC node "$MODULES/../schedule.mjs" "$@"
}

export TZ=UTC
seen="autumn: systemd $(systemd '2026-10-25 00:10:00' 3 '*-*-* *:0/30')"
for name in cron-parser croner; do
  seen="$seen; $name $(library $name 2026-10-25T00:10:00Z 3 '*/30 * * * *')"
done
seen="$seen. spring: systemd $(systemd '2027-03-27 12:00:00' 1 '*-*-* 02:30')"
for name in cron-parser croner; do
  seen="$seen; $name $(library $name 2027-03-27T12:00:00Z 1 '30 2 * * *')"
done
verdict "$seen" 'autumn: systemd 10-25 00:30,10-25 02:00,10-25 02:30; cron-parser 10-25 00:30,10-25 01:00,10-25 01:30; croner 10-25 00:30,10-25 01:00,10-25 01:30. spring: systemd 03-29 00:30; cron-parser 03-28 01:30; croner 03-28 01:00'
