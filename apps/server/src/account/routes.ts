import type { Route } from '../http/route.ts'
import { createParts, type PageNeeds } from '../journey/parts.ts'
import { createAddressPages } from './addresses.ts'
import { createAuthenticatorPages } from './authenticators.ts'
import { createChangePassword } from './change-password.ts'
import { createOneAuthenticator } from './one-authenticator.ts'
import { createOverview, type Onward } from './overview.ts'
import { createAccountVisits, type SessionOf } from './visit.ts'

/** What people do with their own account, signed in through our own authorization endpoint. */
export function accountRoutes(needs: PageNeeds & { sessionOf: SessionOf; onward: Onward }): readonly Route[] {
  const parts = createParts(needs)
  const visits = createAccountVisits({ ...parts, sessionOf: needs.sessionOf })
  const overview = createOverview({ ...parts, onward: needs.onward }, visits)
  const oneOf = createOneAuthenticator(parts, visits)
  const addresses = createAddressPages(parts, visits, oneOf)
  const authenticators = createAuthenticatorPages(parts, visits, oneOf, addresses)
  const password = createChangePassword(parts, visits)

  const account = '/realms/:realm/account'
  const one = `${account}/authenticators/:authenticator`
  return [
    ['GET',  account,                        'page',   overview.show],
    ['GET',  `${account}/callback`,          'anyone', visits.returned],
    ['POST', `${account}/sign-out`,          'page',   overview.signOut],
    ['GET',  `${account}/signed-out`,        'anyone', overview.signedOut],
    ['GET',  `${account}/add`,               'page',   authenticators.showAdd],
    ['POST', `${account}/add`,               'page',   authenticators.add],
    ['GET',  `${account}/add/app`,           'page',   authenticators.showAddApp],
    ['POST', `${account}/add/app`,           'page',   authenticators.addApp],
    ['GET',  `${account}/add/email`,         'page',   addresses.showAdd],
    ['POST', `${account}/add/email`,         'page',   addresses.add],
    ['GET',  `${account}/add/email/code`,    'page',   addresses.showAddCode],
    ['POST', `${account}/add/email/code`,    'page',   addresses.addCode],
    ['POST', `${account}/add/email/again`,   'page',   addresses.addAgain],
    ['GET',  `${one}/rename`,                'page',   authenticators.showRename],
    ['POST', `${one}/rename`,                'page',   authenticators.saveName],
    ['GET',  `${one}/test`,                  'page',   authenticators.showTest],
    ['POST', `${one}/test`,                  'page',   authenticators.tryCode],
    ['GET',  `${one}/replace`,               'page',   authenticators.showReplace],
    ['POST', `${one}/replace`,               'page',   authenticators.beginReplace],
    ['GET',  `${one}/replace/app`,           'page',   authenticators.showReplaceApp],
    ['POST', `${one}/replace/app`,           'page',   authenticators.replaceApp],
    ['GET',  `${one}/replace/email`,         'page',   addresses.showReplace],
    ['POST', `${one}/replace/email`,         'page',   addresses.replace],
    ['GET',  `${one}/replace/email/code`,    'page',   addresses.showReplaceCode],
    ['POST', `${one}/replace/email/code`,    'page',   addresses.replaceCode],
    ['POST', `${one}/replace/email/again`,   'page',   addresses.replaceAgain],
    ['GET',  `${one}/remove`,                'page',   authenticators.showRemove],
    ['POST', `${one}/remove`,                'page',   authenticators.remove],
    ['GET',  `${account}/password`,          'page',   password.show],
    ['POST', `${account}/password`,          'page',   password.change],
    ['POST', `${account}/language`,          'page',   overview.setLanguage],
    ['POST', `${account}/sessions/end-others`, 'page', overview.endOthers],
    ['POST', `${account}/sessions/:uid/end`, 'page',   overview.endSession],
  ]
}
