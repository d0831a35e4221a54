// Prints the instants two readers find in the calendar of a file: {"ical.js": [...], "node-ical": [...]}.
// Each entry is [uid, start, end] with instants in milliseconds since 1970; an all-day entry has its dates.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const from = createRequire(join(modules, "package.json"));
const ICAL = from("ical.js").default ?? from("ical.js");
const nodeIcal = from("node-ical");

const day = (moment) => moment.toISOString().slice(0, 10);

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  return calendar.getAllSubcomponents("vevent").map((part) => {
    const event = new ICAL.Event(part);
    const told = (time) => (time.isDate ? time.toString() : time.toJSDate().getTime());
    return [event.uid, told(event.startDate), told(event.endDate)];
  });
}

function byNodeIcal(text) {
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((event) => event.type === "VEVENT")
    .map((event) => {
      const told = (moment) => {
        if (!moment.dateOnly) return moment.getTime();
        const [year, month, date] = [moment.getFullYear(), moment.getMonth(), moment.getDate()];
        return day(new Date(Date.UTC(year, month, date)));
      };
      return [event.uid, told(event.start), told(event.end)];
    });
}

const found = files.map((file) => {
  const text = readFileSync(file, "utf8");
  return { "ical.js": byIcalJs(text), "node-ical": byNodeIcal(text) };
});
process.stdout.write(JSON.stringify(found));
