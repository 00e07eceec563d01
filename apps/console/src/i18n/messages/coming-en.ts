/** An enforcement to come, to whoever uses the console. */
export default {
  from: 'From {from} you need a one-time code',
  until: 'Until {until} you can sign in as before.',
  registerBy: 'Please set it up by {by}, to avoid being unable to sign in.',
  help: 'How to set it up',
  setUp: 'Set up now', askFor: 'You cannot set it up by yourself here: ask {contact} for an emergency token, or to set it up together with you.',
  later: 'Later',
  then: {
    'set-up': 'After that you are asked to set it up before you go on.',
    'set-up-mail': 'After that you are asked to set it up, with a mail to you as proof, before you go on.',
    'another-kind': 'After that the code that you use now is not enough.',
    'token': 'After that only an emergency token lets you in.',
    'locked-out': 'After that you cannot sign in without it.',
    'shared': 'After that this account cannot sign in any more, because several people share it.',
  },
}
