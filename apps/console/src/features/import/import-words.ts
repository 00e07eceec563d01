import { type ImportColumn, type ImportFailure, isLineFault } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { sayProblem } from '../../ui/say-problem.ts'
import { isProblemCode, Problem } from '@tegata/contract'

/** What columns and faults are called. */
export function useImportWords() {
  const { t } = useI18n()
  const sayColumn = (column: ImportColumn): string => t(`files.column.${column}`)
  /** A line's fault in the person's language. */
  function sayFailure({ column, code, detail }: ImportFailure): string {
    const why = isLineFault(code) ? t(`files.fault.${code}`) : isProblemCode(code) ? sayProblem(new Problem(code), t)?.why ?? detail : detail
    return column === null ? why : t('files.import.inColumn', { column: sayColumn(column), why })
  }
  /** Yes and no are said; everything else is what stands in the file. */
  function sayValue(column: ImportColumn, value: string | null): string {
    if (value === null || value === '') return t('common.empty')
    if (column !== 'enabled' && column !== 'shared' && column !== 'otpConfigured') return value
    return value === 'true' ? t('common.yes') : value === 'false' ? t('common.no') : value
  }
  return { sayColumn, sayFailure, sayValue }
}
