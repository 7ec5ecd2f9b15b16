// Answers a request with ical.js, as Thunderbird's calendar does.
// node reply.mjs PACKAGE REQUEST.ics ACCEPTED mailto:who@example.org WORDS
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [found, file, partstat, who, words] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(found));
const request = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf-8')));
const asked = request.getFirstSubcomponent('vevent');
const attendee = asked.getAllProperties('attendee').find((one) => one.getFirstValue() === who);
if (!attendee) throw new Error('not asked');

const reply = new ICAL.Component('vcalendar');
reply.addPropertyWithValue('version', '2.0');
reply.addPropertyWithValue('prodid', '-//Plenum//Tests//EN');
reply.addPropertyWithValue('method', partstat === 'COUNTER' ? 'COUNTER' : 'REPLY');
for (const zone of request.getAllSubcomponents('vtimezone')) {
  reply.addSubcomponent(new ICAL.Component(zone.toJSON()));
}
const event = new ICAL.Component('vevent');
for (const name of ['uid', 'sequence', 'summary', 'organizer', 'dtstart', 'dtend']) {
  const property = asked.getFirstProperty(name);
  if (property) event.addProperty(new ICAL.Property(property.toJSON()));
}
const own = new ICAL.Property(attendee.toJSON());
own.setParameter('partstat', partstat === 'COUNTER' ? 'TENTATIVE' : partstat);
own.removeParameter('rsvp');
event.addProperty(own);
if (partstat === 'COUNTER') {
  event.updatePropertyWithValue('dtstart', ICAL.Time.fromString('2027-05-21T05:00:00Z'));
  event.updatePropertyWithValue('dtend', ICAL.Time.fromString('2027-05-21T05:20:00Z'));
}
event.addPropertyWithValue('dtstamp', ICAL.Time.fromString('2027-03-02T09:30:00Z'));
event.addPropertyWithValue('comment', words);
reply.addSubcomponent(event);
process.stdout.write(reply.toString() + '\r\n');
