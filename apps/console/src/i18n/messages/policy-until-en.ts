/** A time in an Access Policy Group. */
export default {
  label: 'Until', back: 'Then back to “{group}”.', backNone: 'Then in no group again.', revertNow: 'Revert now',
  question: 'For how long?', length: { good: 'For good', time: 'Until a day and a time' },
  lengthHelp: { good: 'Until somebody says otherwise.', time: 'It then reverts by itself, at that very minute.' },
  day: 'Day', time: 'Time', then: 'Until {date}; then back to “{group}”.', thenNone: 'Until {date}; then in no group again.', thenOwn: 'Until {date}; then everybody is back in the group that they were in before.',
  fault: { none: 'Choose a day and a time.', early: 'This is over already, or in less than a minute.', late: 'At most a year from now is possible.' },
}
