/** Conditions of an Access Policy Group under which nothing is asked. */
export default {
  title: 'Not asked where one of these holds', how: 'Of one condition all parts have to hold. Where the address or the application is not known, people are asked.',
  one: 'Condition {number}', or: 'or', add: 'Add a condition', remove: 'Remove', removeNamed: 'Remove condition {number}', join: ' · ', nowhere: 'none', more: '{count} more | {count} more',
  networks: 'From these networks', networksHelp: 'One a line, such as 192.0.2.0/24, 2001:db8::/32 or a single address. Empty: from anywhere.',
  applications: 'To these applications', applicationsHelp: 'None: whatever they sign in to.', pick: 'Add an application…', search: 'Search applications', removeApplication: 'Remove {name}', gone: '{id} (not there any more)',
  say: { from: 'from {from}', to: 'to {to}, from anywhere', both: 'to {to}, from {from}' },
  sum: 'Not asked: {condition}.',
  rounded: '{typed} is kept as {kept}.', contained: '{inner} lies in {outer} already.',
  everywhere: 'This is every {family} address there is: whoever comes by {family} is never asked, wherever they are.',
  everywhereTo: 'This is every {family} address there is: by {family} the network narrows nothing.',
  mineInside: 'Your own address, {address}, is in {network}.', mineOutside: 'Your own address, {address}, is in none of these.', addMine: 'Add it',
  own: 'Own networks of this realm:', addNamed: 'Add {network}',
  problem: {
    none: 'Add at least one condition, or choose another answer above.', empty: 'Name a network or an application: a condition without any would never hold.', lookAgain: 'Look again at the conditions above.',
    noNetwork: 'Not a network: {typed}. Write it like 192.0.2.0/24, 2001:db8::/32 or one address.', tooMany: 'A condition takes at most 50 networks.', tooManyConditions: 'A group takes at most 20 conditions.',
    gone: 'One of the applications is not there any more. Take it out.',
  },
  impact: {
    exempt: 'Where a condition holds from now on', noLonger: 'Where a condition held, and none does any more', elsewhere: 'Everywhere else', such: 'For example {place}.',
    how: 'Found out by the rules themselves, as if everybody signed in now with a password. Disabled accounts are not counted.',
  },
}
