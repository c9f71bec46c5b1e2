// Prints what ical.js, the reader of Thunderbird, sees in each of the files it is given: a line
// of JSON a file, a list of [UID, start, status]. It starts once for all of them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;

function seen(component) {
  if (component.name !== "vevent") throw new Error(`not an event: ${component.name}`);
  const event = new ICAL.Event(component);
  const start = event.startDate;
  const text = start.isDate
    ? start.toString()
    : start.toJSDate().toISOString().replace(".000Z", "Z");
  return [event.uid, text, component.getFirstPropertyValue("status")];
}

for (const path of process.argv.slice(2)) {
  try {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
    console.log(JSON.stringify(calendar.getAllSubcomponents().map(seen)));
  } catch (fault) {
    throw new Error(path, { cause: fault });
  }
}
