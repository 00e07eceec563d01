import type { Page } from '../ui/layout.ts'
import { errorPage, cookiesNeededPage } from '../ui/pages/error.ts'
import { leavingPage } from '../ui/pages/leaving.ts'
import { loggedOutPage, logoutPage } from '../ui/pages/logout.ts'
import { enrolment, form, instants, type Sample } from '../ui/samples.ts'
import { words } from '../ui/words.ts'
import { cannotUseCodePage } from './cannot-use-code.ts'
import { choosePage } from './choose.ts'
import { addressPage } from '../ui/pages/address.ts'
import { codePage } from '../ui/pages/code.ts'
import { confirmMailPage } from './confirm-mail.ts'
import { connectPage } from './connect.ts'
import { consentPage } from './consent.ts'
import { enrolPage } from './enrol.ts'
import { forgotElsewherePage, forgotPage, forgotSentPage } from './forgot.ts'
import { helpPage } from './help.ts'
import { linkProblemPage } from './link-problem.ts'
import { linkSentPage } from './link-sent.ts'
import { linkPage } from './link.ts'
import { localPage } from './local.ts'
import { loginPage } from './login.ts'
import { noticePage } from './notice.ts'
import { passwordPage } from './password.ts'
import { refusedPage } from './refused.ts'
import { stillHaveItPage } from './still-have-it.ts'
import { updatedPage } from './updated.ts'
import { waitingPage } from './waiting.ts'

const { noon, soon, tomorrow, from } = instants
const reference = '4271-08'

/** Every page of a journey, each in the states that look different. */
export function journeySamples({ frame, name, username, application, label, address, reason }: Sample): Record<string, Page> {
  const view = { ...frame, ...form }
  const contact = frame.realm.contact
  const totp = { kind: 'totp', label } as const
  const coming = { enforceFrom: from, zone: 'Asia/Tokyo', reason, helpHref: 'https://help.demo.example/otp' }
  const way = { href: '/realms/demo/journey/one' }
  return {
    login: loginPage({ ...view, application, forgotHref: '/forgot', upstreams: [{ title: 'Corp ID', href: '/upstream' }] }),
    'login-wrong': loginPage({ ...view, application, username, forgotHref: '/forgot', problem: { code: 'credentials' } }),
    'login-again': loginPage({ ...view, application: null, samePerson: { username, otherHref: '/other' } }),
    'login-local': loginPage({ ...view, application: null, administratorsBeside: name, upstreams: [{ title: name, href: '/upstream' }] }),
    'login-upstream': loginPage({ ...view, application, takesPassword: false, upstreams: [{ title: name, href: '/upstream' }], problem: { code: 'upstream-unavailable', provider: name } }),
    'login-upstream-again': loginPage({ ...view, application, takesPassword: false, samePerson: { username, otherHref: '/other' }, upstreams: [{ title: 'Corp ID', href: '/upstream' }, { title: name, href: '/other' }] }),
    connect: connectPage({ ...view, provider: name, account: username, username, takesPassword: true, mail: { address, sent: null } }),
    'connect-mail': connectPage({ ...view, provider: 'Corp ID', account: username, takesPassword: true, mail: { address, sent: { at: noon, until: soon } }, problem: { code: 'mail-code-wrong' } }),
    'connect-again': connectPage({ ...view, provider: 'Corp ID', samePerson: { username }, takesPassword: true, problem: { code: 'credentials' } }),
    'connect-mail-only': connectPage({ ...view, provider: 'Corp ID', samePerson: { username }, takesPassword: false, mail: { address, sent: null } }),
    local: localPage({ ...view, provider: name, minutes: 10 }),
    code: codePage({ ...view, method: totp, username, cannotHref: '/cannot' }),
    'code-wrong': codePage({ ...view, method: totp, username, cannotHref: '/cannot', problem: { code: 'code-wrong', label } }),
    'code-wait': codePage({ ...view, method: totp, username, open: false, cannotHref: '/cannot', problem: { code: 'code-wait', until: soon, contact } }),
    'code-classic': codePage({ ...view, method: { kind: 'classic', mailed: { sentAt: noon, expiresAt: soon, now: noon } }, username, resend: form, cannotHref: '/cannot' }),
    'code-mail': codePage({
      ...view, method: { kind: 'emailed-code', address, sentAt: noon, expiresAt: soon, now: noon }, username, cannotHref: '/cannot', resend: form,
      another: { ...form, ways: [{ value: 'totp', label: words(view).t('code.use-app') }] },
    }),
    'still-have-it': stillHaveItPage({ ...view, labels: [label], mayBeSkipped: true, username }),
    'still-have-it-must': stillHaveItPage({ ...view, labels: [label], mayBeSkipped: false, username, problem: { code: 'code-missing' } }),
    'code-emergency': codePage({ ...view, method: { kind: 'emergency-token' }, username, backHref: '/back' }),
    'code-test': codePage({ ...view, method: { kind: 'totp', label: null }, username, test: true, backHref: '/back' }),
    choose: choosePage({
      ...view, purpose: 'sign-in', methods: ['totp', 'emailed-code'], address, reason, username, emergencyHref: '/emergency', noPhoneHref: '/cannot', later: { ...form, name: 'answer', value: 'later' },
    }),
    enrol: enrolPage({ ...view, enrolment: enrolment(label), username, cannotHref: '/cannot', otherMethod: form }),
    'enrol-wrong': enrolPage({ ...view, enrolment: { ...enrolment(label), label }, username, problem: { code: 'clock-slow', n: 4 } }),
    address: addressPage({ ...view, username, onFile: { address, behind: false }, otherMethod: form, cannotHref: '/cannot', emergencyHref: '/emergency' }),
    'address-behind': addressPage({ ...view, username, onFile: { address, behind: true }, typed: 'emma@inside.demo.example', problem: { code: 'address-behind' } }),
    'prove-address': codePage({
      ...view, title: words(view).t('address.prove.title'), method: { kind: 'emailed-code', address, sentAt: noon, expiresAt: noon + 80_000, now: noon }, username, resend: form, otherAddress: form,
    }),
    'confirm-mail': confirmMailPage({ ...view, address, sentAt: noon, expiresAt: soon, username, resend: form, cannotHref: '/cannot' }),
    password: passwordPage({ ...view, username, minLength: 8 }),
    'password-short': passwordPage({ ...view, username, minLength: 15, problem: { code: 'password-short', n: 15 } }),
    link: linkPage({ ...view, purpose: 'set-up', name, username, expiresAt: tomorrow }),
    'link-reset': linkPage({ ...view, purpose: 'reset-password', name, username, expiresAt: tomorrow }),
    'link-mail': linkPage({ ...view, purpose: 'confirm-mail', name, username, expiresAt: tomorrow }),
    'link-not-me': linkPage({ ...view, purpose: 'not-me', name, username, expiresAt: tomorrow }),
    'link-used': linkProblemPage({ ...frame, state: 'used', renew: form, signInHref: '/sign-in' }),
    'link-expired': linkProblemPage({ ...frame, state: 'expired', renew: form }),
    'link-replaced': linkProblemPage({ ...frame, state: 'replaced', renew: form }),
    'link-void': linkProblemPage({ ...frame, state: 'void', renew: form }),
    'link-unknown': linkProblemPage({ ...frame, state: 'unknown' }),
    'link-sent': linkSentPage({ ...frame, address }),
    updated: updatedPage({ ...frame, done: 'both', start: { title: application, href: '/start' } }),
    'updated-nothing': updatedPage({ ...frame, done: 'nothing', start: { title: application, href: '/start' } }),
    'updated-not-me': updatedPage({ ...frame, done: 'not-me' }),
    'cannot-use-code': cannotUseCodePage({ ...frame, situation: 'code', reference, reset: form, emergencyHref: '/emergency', backHref: '/back' }),
    'cannot-set-up': cannotUseCodePage({ ...frame, situation: 'setup', reference, emergencyHref: '/emergency', backHref: '/back' }),
    'cannot-mail': cannotUseCodePage({ ...frame, situation: 'mail', reference, emergencyHref: '/emergency', backHref: '/back' }),
    waiting: waitingPage({ ...frame, sentAt: noon, reference, checkHref: way.href, still: { href: `${way.href}?still`, on: false }, emergencyHref: '/emergency' }),
    'waiting-still': waitingPage({ ...frame, sentAt: noon, reference, already: true, checkHref: way.href, still: { href: way.href, on: true } }),
    forgot: forgotPage({ ...view, backHref: '/back' }),
    'forgot-sent': forgotSentPage({ ...frame, linkMinutes: 60, backHref: '/back' }),
    'forgot-elsewhere': forgotElsewherePage({ ...frame, provider: name, backHref: '/back' }),
    notice: noticePage({ ...view, coming: { ...coming, consequence: 'set-up', registerBy: tomorrow }, canSetUpHere: true }),
    'notice-mail': noticePage({ ...view, coming: { ...coming, consequence: 'set-up-mail' }, canSetUpHere: true }),
    'notice-other': noticePage({ ...view, coming: { ...coming, consequence: 'another-kind' }, canSetUpHere: true }),
    'notice-token': noticePage({ ...view, coming: { ...coming, consequence: 'token' }, canSetUpHere: true }),
    'notice-locked': noticePage({ ...view, coming: { ...coming, consequence: 'locked-out' }, accountHref: '/account' }),
    'notice-shared': noticePage({ ...view, coming: { ...coming, consequence: 'shared' } }),
    'notice-ready': noticePage({ ...view, coming: { ...coming, consequence: 'ready' }, testHref: '/test', done: 'set-up' }),
    'notice-ready-confirm': noticePage({ ...view, coming: { ...coming, consequence: 'ready-confirm' }, testHref: '/test', done: 'tested' }),
    'notice-none': noticePage({ ...view, coming: null, reason }),
    refused: refusedPage({ ...frame, reason: 'not-set-up', reference, emergencyHref: '/emergency', backHref: '/back' }),
    'refused-weak': refusedPage({ ...frame, reason: 'too-weak', reference, application, backHref: '/back' }),
    consent: consentPage({ ...view, application, username, scopes: ['openid', 'profile', 'email', 'offline_access', name] }),
    logout: logoutPage({ ...frame, action: '/logout', hidden: [{ name: 'xsrf', value: name }], confirm: { name: 'logout', value: 'yes' }, username, stayHref: '/stay' }),
    'logged-out': loggedOutPage({ ...frame, application: { title: application, href: '/back' }, signInHref: '/sign-in' }),
    leaving: leavingPage({ ...frame, href: 'https://wiki.example/callback?code=x&state=y', application }),
    error: errorPage({ ...frame, kind: 'client', reference: 'b7f3-20aa', at: noon, detail: name, retryHref: '/again' }),
    'error-unexpected': errorPage({ ...frame, kind: 'unexpected', reference: 'b7f3-20aa', at: noon }),
    'cookies-needed': cookiesNeededPage({ ...frame, host: 'id.demo.example', retryHref: '/again' }),
    help: helpPage({ ...frame, apps: enrolment(label).apps, moreHref: 'https://help.demo.example/', accountHref: '/account' }),
  }
}
