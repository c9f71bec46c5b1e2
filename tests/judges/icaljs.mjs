// Prints what ical.js, the reader of Thunderbird, sees: one line of UID, start, status an event.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const component of calendar.getAllSubcomponents()) {
  if (component.name !== "vevent") throw new Error(`not an event: ${component.name}`);
  const event = new ICAL.Event(component);
  const start = event.startDate;
  const text = start.isDate
    ? start.toString()
    : start.toJSDate().toISOString().replace(".000Z", "Z");
  console.log([event.uid, text, component.getFirstPropertyValue("status")].join("\t"));
}
