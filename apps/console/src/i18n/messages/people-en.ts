/** The user list: its filters, what is selected in it. */
export default {
  question: { waits: 'Waiting after wrong codes', neverSignedIn: 'Never signed in', unused: 'Code unused for a year' },
  filter: {
    group: { who: 'Who they are', code: 'Code and tokens', signIn: 'Sign-in' },
    inUse: '{count} in use', chosen: '{count} chosen; add another',
    kind: { label: 'Set up as', app: 'Authenticator app', email: 'Code by email', unproved: 'Email, not proved yet', several: 'Several', suspended: 'Suspended' },
    lockedOut: { label: 'Locked out', yes: 'In the last 24 hours', chip: 'Locked out in the last 24 hours' },
    waits: { label: 'Wrong codes', now: 'Has to wait now' },
    tokens: {
      label: 'Emergency tokens', none: 'None left', last: 'One left', some: 'Two or more left',
      noneChip: 'No emergency token left', lastChip: 'One emergency token left', someChip: 'Two or more emergency tokens left',
    },
    unused: { label: 'Code unused', days: 'For {count} day | For {count} days', chip: 'Code unused for {count} day | Code unused for {count} days' },
    shared: { label: 'Shared account', yes: 'Shared', no: 'Not shared' },
    last: {
      never: 'Never', before: 'Before a day', since: 'Since a day', between: 'Between two days', from: 'Since', to: 'Before',
      neverChip: 'Never signed in', beforeChip: 'Last sign-in before {date}', sinceChip: 'Last sign-in since {date}',
    },
    upstream: { label: 'Provider', trusted: 'Linked to a trusted provider', none: 'Linked to no provider', chip: 'Linked to {provider}' },
    proved: { label: 'Email', yes: 'Email proved', no: 'Email not proved' },
    oneMailbox: { label: 'Mailbox', yes: 'Everything by one mailbox' },
  },
  column: { policyGroup: 'Policy group', tokens: 'Tokens left', tokensLeft: 'One emergency token left | {count} emergency tokens left', noTokens: 'No emergency token left' },
  looking: { on: 'Looking through everybody… {count} found', stop: 'Stop', stopped: 'Stopped: {count} found so far', goOn: 'Go on looking', more: 'Show more' },
  shownOf: 'The first {count} of {total}', total: '{count}+',
  select: {
    one: 'Select {name}', all: 'Select all {count} shown', selected: '{count} selected', everybody: 'Everybody who matches ({total}) is selected',
    everything: 'Select everybody who matches ({total})', clear: 'Clear the selection', bar: 'What is selected', actions: 'Actions', export: 'Export the selected',
  },
}
