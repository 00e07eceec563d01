import type { Words } from '../i18n.ts'

const policyUntil: Words['policyUntil'] = {
  label: '기한', back: '그 뒤에는 원래 그룹으로 돌아갑니다: {group}', backNone: '그 뒤에는 그룹 없음으로 돌아갑니다.', revertNow: '지금 되돌리기',
  question: '기간', length: { good: '기한 없음', time: '날짜와 시각 지정' },
  lengthHelp: { good: '다음에 변경할 때까지 유지됩니다.', time: '지정한 시각이 되면 자동으로 원래대로 돌아갑니다.' },
  day: '날짜', time: '시각', then: '{date}까지. 그 뒤에는 원래 그룹으로 돌아갑니다: {group}', thenNone: '{date}까지. 그 뒤에는 그룹 없음으로 돌아갑니다.', thenOwn: '{date}까지. 그 뒤에는 각자 원래 그룹으로 돌아갑니다.',
  fault: { none: '날짜와 시각을 선택해 주세요.', early: '이미 지났거나 1분 안에 지나는 시각입니다.', late: '1년 뒤까지만 지정할 수 있습니다.' },
}
export default policyUntil
