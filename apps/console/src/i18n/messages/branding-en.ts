/** How the sign-in pages look, and what they say besides. */
export default {
  title: 'Look of the sign-in pages',
  logo: {
    title: 'Logo', text: 'PNG, JPEG or WebP, between 16 and 1,024 pixels a side, at most 150 kB. SVG is not taken.', none: 'No logo: the pages show our own sign.', shown: 'The logo as it is now, on light and on dark pages',
    choose: 'Choose a picture…', remove: 'Remove the logo', size: '{width} × {height} pixels', removeTitle: 'Remove the logo?', removeText: 'The sign-in pages show our own sign again.', saved: 'The new logo is on the sign-in pages.',
  },
  accent: {
    label: 'Colour', help: 'Of buttons and links. Each of these can be read well, on light and on dark pages.',
    name: { indigo: 'Indigo', teal: 'Teal', pine: 'Pine', plum: 'Plum', brick: 'Brick', graphite: 'Graphite' },
  },
  sentences: {
    label: 'Sentences of your own', help: 'Plain text, {most} characters at most. A language without one shows none.', page: 'Page', of: '{page}, {language}', some: 'Said on: {pages}.', none: 'Nothing is said besides yet.',
    place: { login: 'Sign in', code: 'Enter the code', setUp: 'Set up a code', emergency: 'Emergency token', lostCode: 'Can’t use your code?', newPassword: 'Choose a password' },
  },
  preview: { title: 'Preview', text: 'The page as people will see it, with what you have typed.', of: 'Preview of the page “{page}”', language: 'Language of the preview' },
  mailDomains: {
    label: 'Mail read through this sign-in', help: 'Domains, one a line: who cannot sign in cannot read their mail either. You are warned before mail goes there in vain.', fault: 'One of these is not a domain, such as corp.example.',
    behind: 'The mailbox of {address} is opened by signing in here.', add: 'The set-up mail cannot be read before the first sign-in. Use another address, or hand out a printed sheet.',
    noWayIn: '{name} has no password yet and cannot read this mail. A global administrator can send it to another address, or hand out a printed sheet.', person: 'A mail helps {name} only while the sign-in works: it is no way back in.',
  },
  newUserPolicyGroup: { label: 'Policy group of new users', help: 'Everybody who is created here, by an administrator or by signing in at an identity provider, is put into it. An import says it by its own column.' },
}
