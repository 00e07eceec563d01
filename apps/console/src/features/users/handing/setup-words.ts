import type { SetupMail } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { showName } from '../../../i18n/names.ts'
import { useDates } from '../../../i18n/zone.ts'
import type { User } from '../queries.ts'

/** What became of the newest link, in one sentence; a sheet of paper has other words than a mail. */
export function useSetupSentence(): (mail: SetupMail) => string {
  const { t } = useI18n()
  const date = useDates()
  return ({ state, how, purpose, to, queuedAt, sentAt, expiresAt }) => {
    const when = sentAt ?? queuedAt
    const values = { to: to ?? t('userPage.mail.former'), date: when ? date(when, 'brief') : '', until: expiresAt ? date(expiresAt, 'brief') : '' }
    if (state === 'printed') return t('userPage.mail.state.printed', values)
    if (how === 'sheet' && (state === 'used' || state === 'expired' || state === 'void')) {
      return t(`userPage.mail.state.${({ used: 'usedSheet', expired: 'expiredSheet', void: 'voidSheet' } as const)[state]}`, values)
    }
    if (purpose === 'set-up-code' && (state === 'sent' || state === 'used')) return t(`userPage.mail.code.${state}`, values)
    return t(`setupMail.state.${state}`, values)
  }
}

/** What a mail sent now would be, by the server's word, and where it does not lead in; empty where it is the ordinary one. */
export function useNextMailSentences(): { about: (mail: SetupMail, user: User) => string, stuck: (mail: SetupMail, user: User) => string } {
  const { t } = useI18n()
  return {
    about({ next: { purpose } }, user) {
      if (purpose === 'set-up') return ''
      const which = purpose === 'set-up-code' ? 'code.about' : user.otp.registered ? 'newPassword.about' : 'newPassword.suspended'
      return t(`userPage.mail.${which}`, { name: showName(user) })
    },
    stuck({ next: { signIn } }, user) {
      return signIn === 'token' || signIn === 'locked-out' ? t(`userPage.mail.stuck.${signIn}`, { name: showName(user) }) : ''
    },
  }
}
