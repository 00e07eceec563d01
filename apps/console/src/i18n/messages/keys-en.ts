/** The keys that sign tokens. */
export default {
  title: 'Signing keys', lead: 'With these keys the realm signs what it tells applications. Applications fetch the public halves by themselves.',
  column: { key: 'Key', algorithm: 'Algorithm', state: 'State', since: 'Since' },
  state: { active: 'Signs', next: 'Signs soon', old: 'Signs no more' },
  stateHelp: {
    active: 'Signs since {date}', next: 'Published on {date}; can sign from {from}', old: 'What it signed is still accepted. Made on {date}',
  },
  rotate: 'Rotate keys', publish: 'Publish new keys', activate: 'Let the new keys sign',
  explain: {
    publish: 'New keys are published today and sign an hour later at the earliest, when every application has seen them. Nobody is signed out, and applications need no change.',
    wait: 'New keys are published. From {date} they can sign: come back then, and rotate again.',
    activate: 'The published keys begin to sign. The old ones stay published until nothing that they signed is alive. Nobody is signed out.',
  },
  stolen: {
    section: 'A key has been stolen', text: 'Replaces every key at once. Everything that the old ones signed is worth nothing from this moment: applications have to sign people in again.',
    button: 'Replace all keys now', title: 'Replace all keys now?', realm: 'Type {realm} to go on', mismatch: 'This is not the name of the realm.',
  },
  done: { published: 'New keys are published. Rotate again from {date}.', activated: 'The new keys sign.', waiting: 'The new keys are not old enough yet. Rotate again from {date}.' },
}
