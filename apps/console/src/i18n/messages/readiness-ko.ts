import type { Words } from '../i18n.ts'

/** 강제 규칙의 준비 현황 */
const readiness: Words['readiness'] = {
  state: {
    ready: '준비됨', 'ready-untested': '준비됨(사용 전)', 'ready-unproved': '준비됨(주소 미확인)', 'set-up': '설정 요청을 받음', 'needs-token': '비상용 OTP 토큰 필요',
    'locked-out': '로그인 불가', 'not-met': '해당 없음',
  },
  stateNow: {
    ready: '준비됨', 'ready-untested': '준비됨(사용 전)', 'ready-unproved': '준비됨(주소 미확인)', 'set-up': '설정 요청을 받는 중', 'needs-token': '비상용 OTP 토큰 필요',
    'locked-out': '로그인할 수 없음', 'not-met': '해당 없음',
  },
  ended: '이 규칙은 종료되었습니다. 이 규칙 때문에 코드를 요구받는 사람은 더 이상 없습니다.', suspended: '이 규칙은 일시 중지되어 아무도 코드를 요구받지 않습니다. 여기에 표시된 것은 재개하면 일어날 일입니다.',
  help: {
    ready: '인정되는 코드가 있고 사용한 적이 있습니다.', 'ready-untested': '인정되는 코드가 있지만 설정한 뒤 한 번도 쓰지 않았습니다.', 'ready-unproved': '코드를 메일로 받지만 주소가 아직 확인되지 않았습니다.',
    'set-up': '코드가 아직 없으며 첫 로그인 때 설정합니다.', 'needs-token': '코드가 없어 비상용 OTP 토큰이 있어야 로그인합니다.', 'locked-out': '코드도 없고 로그인할 방법도 없습니다.', 'not-met': '이 규칙으로는 코드를 요구받지 않습니다.',
  },
  reason: {
    disabled: '렐름이 비활성화됨', 'classic-no-token': '기존 로그인 화면인데 비상용 OTP 토큰이 없음', classic: '기존 로그인 화면이라 비상용 OTP 토큰으로만 로그인', denied: '관리자 없이는 설정할 수 없는 규칙',
    'token-to-set-up': '설정하려면 비상용 OTP 토큰이 필요', suspended: '설정한 것이 정지됨', 'other-kind': '설정한 것이 인정되지 않음', shared: '공유 계정', 'mailbox-behind-provider': '메일을 읽으려면 이 로그인이 필요',
    'mail-refused': '메일 서버가 메일을 거부함', 'no-address': '등록된 주소 없음', 'upstream-without-code': 'ID 공급자가 코드를 증명하지 않음', 'by-mail': '코드를 메일로 받음',
    'unused-for-a-year': '인증 수단을 1년 동안 쓰지 않음', 'never-signed-in': '로그인한 적 없음',
  },
  title: '준비 현황', again: '다시 살펴보기', judgedFor: '{date} 로그인을 실제 규칙으로 판단한 결과입니다.',
  judgedNow: '지금 로그인하는 경우를 실제 규칙으로 판단한 결과입니다.',
  lead: {
    stuckNow: '{count}명이 로그인하지 못합니다. | {count}명이 로그인하지 못합니다.',
    nobody: '대상자가 없습니다.', all: '대상자 1명이 준비되었습니다. | 대상자 {count}명이 모두 준비되었습니다.',
    some: '대상자 1명이 아직 준비되지 않았습니다. | 대상자 {count}명 중 {ready}명이 준비되었습니다.',
    stuck: '{count}명이 로그인하지 못하게 됩니다. | {count}명이 로그인하지 못하게 됩니다.',
  },
  burnDown: {
    title: '0명까지의 추이', said: '준비되지 않은 사람: {from} {before}명, 지금 {now}명(그중 로그인 불가 {stuck}명).', open: '준비되지 않음', stuck: '로그인 불가', pace: '기한까지 0명이 되는 속도', table: '날짜별 인원', day: '날짜',
    young: '오늘 준비되지 않은 사람: {now}명(그중 로그인 불가 {stuck}명). 내일부터 추이가 선으로 표시됩니다.',
  },
  reasons: '이유', reasonsNone: '표시할 이유가 없습니다.',
  list: {
    title: '할 일 목록', caption: '대상자', join: ', ', all: '모두', notReady: '준비되지 않은 모든 사람', state: '상태', search: '이름, 사용자 이름, 이메일', searchLabel: '사람 찾기',
    person: '이름', why: '이유', do: '도울 일', more: '더 보기', nobody: '해당하는 사람이 없습니다.', done: '할 일이 없습니다. 모두 준비되었습니다.', looking: '살펴보는 중…', shown: '1명 | {count}명', shownMore: '처음 {count}명',
    everybody: '목록의 모두에게 할 수 있는 일', total: '모두 1명 | 모두 {count}명',
    select: '{name} 선택', selectAll: '표시된 사람 모두 선택', selected: '{count}명 선택됨', clear: '선택 해제', group: '선택한 사람에게 할 수 있는 일',
  },
  act: {
    remind: '알림 보내기', setupMail: '설정 메일 보내기', token: '비상용 OTP 토큰', enrol: '함께 설정', enrolNamed: '{name} 님과 함께 설정', export: '내보내기(CSV)', exporting: '{count}명 읽음',
    remindShown: '목록의 모두에게 알림 보내기', remindEverybody: '목록에 해당하는 모든 사람에게 보냅니다.',
    setupMailShown: '목록의 모두에게 설정 메일 보내기', tokenShown: '목록의 모두에게 토큰 발급', sent: '지금까지 {count}명 | 지금까지 {count}명',
    stopped: '중지했습니다. 이미 보낸 메일은 그대로이며, 계속하면 나머지 사람에게 보냅니다.', interrupted: '도중에 멈췄습니다. 잃은 것은 없습니다. 원인이 해결되면 계속하세요.',
    remindTitle: '메일로 알림 보내기', remindText: '본인에게 어떤 일이 일어나고 언제까지 준비해야 하는지 알리는 메일을 한 통씩 보냅니다. 오늘 이미 메일을 받은 사람에게는 보내지 않습니다.', remindDo: '보내기',
    remindWho: '{count}명을 선택했습니다. | {count}명을 선택했습니다.', reminded: '메일 1통을 보냅니다. | 메일 {count}통을 보냅니다.', remindedNobody: '보낸 메일이 없습니다.', skipped: {
      today: '{count}명은 오늘 이미 받았습니다. | {count}명은 오늘 이미 받았습니다.', withoutAddress: '{count}명은 주소가 없습니다. | {count}명은 주소가 없습니다.', notMet: '{count}명은 준비되었거나 대상이 아닙니다. | {count}명은 준비되었거나 대상이 아닙니다.',
    },
  },
  forecast: {
    title: '일어날 일', people: '대상자는 {count}명입니다. | 대상자는 {count}명입니다.', nobody: '대상자가 없습니다.', lockedOut: '{count}명이 로그인하지 못하게 됩니다: | {count}명이 로그인하지 못하게 됩니다:',
    help: '먼저 비상용 OTP 토큰을 전달하거나 설정을 도와주세요.', list: '이 사람들의 목록 열기', further: '외 1명 | 외 {count}명', how: '{date} 로그인을 실제 규칙으로 한 사람씩 판단한 결과입니다. 비활성화된 계정은 제외합니다.',
  },
  tally: {
    title: '시작 이후 현황', live: '15초마다 자동으로 새로 고칩니다.', since: '{date}부터.', more: '여기에 집계되지 않은 로그인이 더 있습니다.',
    withCode: '코드로 로그인', setUp: '그 자리에서 설정', byToken: '비상용 OTP 토큰으로 로그인', refused: '거부됨', unseen: '아직 오지 않음', nobody: '아직 없습니다.',
  },
  csv: { username: '사용자 이름', familyName: '성', givenName: '이름', email: '이메일', department: '부서', tokens: '남은 비상용 OTP 토큰', lastSignIn: '마지막 로그인', application: '애플리케이션' },
  proof: {
    title: '감사용 증빙', lead: '최대 92일의 기간에 대해 대상자, 그 모든 로그인, 모든 예외를 이름과 함께 보여 줍니다.', from: '시작일', to: '종료일', show: '보기', print: '인쇄', csv: '모든 로그인(CSV)',
    span: '{from}부터 {to}까지', inForce: '시행 기간: {from}부터 {to}까지', notInForce: '이 기간에는 시행되지 않았습니다.', targeted: '현재 대상자', signIns: '대상자의 로그인', exceptions: '그중 코드 없음',
    answer: { code: '코드 사용', 'set-up': '그 자리에서 설정한 코드 사용', 'emergency-token': '비상용 OTP 토큰 사용', 'two-factors': '패스키 사용', provider: 'ID 공급자의 코드 사용', none: '코드 없음' },
    allWithCode: '로그인 1건이 두 번째 인증을 거쳤습니다. | 로그인 {count}건이 모두 두 번째 인증을 거쳤습니다.', someWithout: '로그인 {all}건 중 {count}건에 두 번째 인증 기록이 없습니다. | 로그인 {all}건 중 {count}건에 두 번째 인증 기록이 없습니다.', none: '대상자의 로그인이 없었습니다.',
    target: '대상', exceptionsTitle: '코드 없는 로그인', tokensTitle: '사용된 비상용 OTP 토큰', at: '일시', person: '이름', how: '방법', reason: '이유', exception: '예외', deleted: '삭제됨', further: '더 있습니다. 전체는 파일에 들어 있습니다.',
    more: '살펴보지 못한 로그인이 더 있습니다. 기간을 줄이면 모두 볼 수 있습니다.',
    wrongSpan: '종료일이 시작일보다 앞서지 않도록, 최대 92일 범위에서 선택해 주세요.', made: '{date}에 작성({name})',
  },
  dashboard: {
    title: '다음 강제 규칙', inForce: '시행 중', days: '오늘 | {count}일 남음 | {count}일 남음', notReady: '{count}명이 준비되지 않았습니다 | {count}명이 준비되지 않았습니다', allReady: '모두 준비되었습니다.', lockedOut: '{count}명이 로그인하지 못하게 됩니다 | {count}명이 로그인하지 못하게 됩니다', open: '할 일 목록 열기',
  },
}
export default readiness
