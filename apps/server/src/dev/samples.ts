import type { Page } from '../ui/layout.ts'
import { instants, type Sample } from '../ui/samples.ts'
import { mailboxPage, mailPage, startPage } from './mailbox-view.ts'

/** Every page of demo mode. */
export function devSamples({ frame, name, username, address }: Sample): Record<string, Page> {
  const mail = {
    id: '1', at: instants.noon, from: 'no-reply@demo.example', to: address, subject: name,
    text: `${name}\n\nhttp://localhost:8080/realms/demo/link?key=abc&x=1\n`, html: `<h1>${name}</h1><p><a href="http://localhost:8080/x">link</a></p>`,
  }
  return {
    mailbox: mailboxPage({ ...frame, mails: [{ ...mail, href: '/dev/mail/1' }, { ...mail, href: '/dev/mail/2' }], startHref: '/' }),
    'mailbox-empty': mailboxPage({ ...frame, mails: [], startHref: '/' }),
    mail: mailPage({ ...frame, mail, mailboxHref: '/dev/mail' }),
    start: startPage({
      ...frame, password: 'seven orange boats',
      links: [
        { kind: 'sample', href: 'http://localhost:8081/' }, { kind: 'front', href: 'http://localhost:8081/front' }, { kind: 'console', href: '/console/demo' }, { kind: 'mail', href: '/dev/mail' },
        { kind: 'phone', href: 'http://localhost:8081/phone' }, { kind: 'account', href: '/realms/demo/account' },
      ],
      people: [{ username, name, story: name }, { username: 'kenji', name: '佐藤 健二', story: 'must set up a code at the next sign-in' }],
    }),
  }
}
