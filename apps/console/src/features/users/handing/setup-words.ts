import type { SetupMail } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { useDates } from '../../../i18n/zone.ts'

/** What became of the newest link, in one sentence; a sheet of paper has other words than a mail. */
export function useSetupSentence(): (mail: SetupMail) => string {
  const { t } = useI18n()
  const date = useDates()
  return ({ state, how, purpose, to, queuedAt, sentAt, expiresAt }) => {
    const when = sentAt ?? queuedAt
    const values = { to: to ?? '', date: when ? date(when, 'brief') : '', until: expiresAt ? date(expiresAt, 'brief') : '' }
    if (state === 'printed') return t('userPage.mail.state.printed', values)
    if (how === 'sheet' && (state === 'used' || state === 'expired' || state === 'void')) {
      return t(`userPage.mail.state.${({ used: 'usedSheet', expired: 'expiredSheet', void: 'voidSheet' } as const)[state]}`, values)
    }
    if (purpose === 'set-up-code' && (state === 'sent' || state === 'used')) return t(`userPage.mail.code.${state}`, values)
    return t(`setupMail.state.${state}`, values)
  }
}
