import type { Page } from '../ui/layout.ts'
import { enrolment, form, instants, type Sample } from '../ui/samples.ts'
import { addAddressPage, sendTestPage } from './address-view.ts'
import { addMethodPage, addPage, removePage, renamePage, replacePage } from './authenticator-view.ts'
import { changePasswordPage } from './change-password-view.ts'
import { overviewPage } from './overview-view.ts'
import { stepUpPage } from './step-up-view.ts'

const { noon, tomorrow, from } = instants

/** Every page of the account, each in the states that look different. */
export function accountSamples({ frame, name, username, application, label, address, reason }: Sample): Record<string, Page> {
  const account = { ...frame, username, signOut: form }
  const view = { ...account, ...form, backHref: '/account' }
  const hrefs = { renameHref: '/rename', replaceHref: '/replace', removeHref: '/remove', testHref: '/test' }
  const languageChoice = { ...form, current: null }
  return {
    account: overviewPage({
      ...account, saved: 'authenticator-added', coming: { enforceFrom: from, zone: 'Asia/Tokyo', consequence: 'set-up', reason, registerBy: tomorrow, setUpHref: '/add' }, demanded: false, addHref: '/add', consoleHref: '/console/demo/users/1',
      authenticators: [
        { id: '1', kind: 'totp', label, state: 'active', enrolledAt: noon, byAdministrator: false, lastUsedAt: tomorrow, ...hrefs },
        { id: '2', kind: 'emailed-code', label: address, state: 'unproved', enrolledAt: noon, byAdministrator: true, lastUsedAt: null, removeHref: '/remove' },
        { id: '3', kind: 'totp', label: name, state: 'suspended', enrolledAt: noon, byAdministrator: false, lastUsedAt: noon },
      ],
      password: { changedAt: noon, changeHref: '/password' },
      providers: [{ title: name, account: username, linkedAt: noon, lastUsedAt: tomorrow }, { title: 'Corp ID', account: null, linkedAt: noon, lastUsedAt: null }],
      languageChoice: { ...form, current: frame.language },
      sessions: [
        { current: true, browser: 'Firefox, Linux', address: '192.0.2.7', startedAt: noon, lastUsedAt: tomorrow, applications: [application] },
        { current: false, browser: null, address: '2001:db8::1', startedAt: noon, lastUsedAt: noon, applications: [], end: form },
      ],
      endOthers: form,
      activity: [
        {
          at: tomorrow, event: 'sign-in', detail: application, address: '192.0.2.7',
          why: { question: 'asked', code: 'line1.in-force', since: noon, reason: label, provider: null, application },
        },
        { at: noon, event: 'authenticator.added', detail: label, address: '2001:db8::1' },
      ],
    }),
    'account-empty': overviewPage({
      ...account, demanded: true, coming: { enforceFrom: from, zone: 'Asia/Tokyo', consequence: 'ready', testHref: '/test' }, authenticators: [], password: null, languageChoice, sessions: [], activity: [],
    }),
    'add-method': addMethodPage({ ...view, methods: ['totp', 'emailed-code'], address }),
    add: addPage({ ...view, enrolment: { ...enrolment(label), label: '' }, problem: { code: 'label-missing' } }),
    'replace-enrol': addPage({ ...view, enrolment: { ...enrolment(label), label }, replacing: label }),
    rename: renamePage({ ...view, label, problem: { code: 'label-taken' } }),
    remove: removePage({ ...view, label, last: 'no' }),
    'remove-last': removePage({ ...view, label, last: 'allowed' }),
    'remove-needed': removePage({ ...view, label, last: 'needed', replaceHref: '/replace' }),
    replace: replacePage({ ...view, label, methods: ['totp'] }),
    'replace-choose': replacePage({ ...view, label, methods: ['totp', 'emailed-code'] }),
    'add-address': addAddressPage({ ...view, onFile: { address, behind: true }, typed: address, problem: { code: 'address-malformed' } }),
    'replace-address': addAddressPage({ ...view, replacing: label }),
    'test-address': sendTestPage({ ...view, address }),
    'change-password': changePasswordPage({ ...view, minLength: 8, problem: { code: 'password-current' } }),
    'step-up': stepUpPage({ ...view, purpose: 'add', label, cannotHref: '/cannot' }),
    'step-up-wait': stepUpPage({ ...view, purpose: 'remove', label: null, open: false, problem: { code: 'code-wait', until: noon, contact: frame.realm.contact } }),
  }
}
