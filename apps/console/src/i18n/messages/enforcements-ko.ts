import type { Words } from '../i18n.ts'

/** 강제 규칙 */
const enforcements: Words['enforcements'] = {
  nav: '강제 규칙', title: '강제 규칙', add: '강제 규칙 선언',
  lead: '정한 날부터 대상자는 로그인할 때마다 OTP 코드를 입력합니다. 정책 그룹, 네트워크, 애플리케이션에 따른 예외는 없습니다.',
  empty: {
    title: '강제 규칙이 아직 없습니다',
    text: '대상과 시작일을 정합니다. 누구에게든 알리기 전에 한 사람 한 사람에게 어떤 일이 일어나는지 볼 수 있으며, 그날까지는 아무것도 바뀌지 않습니다.',
    readOnly: '전체 관리자가 강제 규칙을 선언하면 준비되지 않은 사람과 함께 여기에 표시됩니다.',
  },
  column: { name: '이름', state: '상태', from: '시작', target: '대상' },
  state: { draft: '초안', announced: '공지됨', inForce: '시행 중', suspended: '일시 중지', ended: '종료' },
  daysLeft: '오늘 | {count}일 남음 | {count}일 남음', since: '{date}부터 시행 중',
  tab: { label: '이 페이지의 내용', readiness: '준비 현황', rule: '규칙', mails: '알림 메일', history: '이력', proof: '증빙' },
  gone: '강제 규칙 목록',
  name: '이름', nameHelp: '관리자가 보는 이름입니다. 대상자는 아래의 이유를 읽습니다.',
  section: { name: '이름', target: '대상', when: '시작 시점', reason: '대상자가 읽는 내용', ladder: '준비되지 않은 사람', waves: '알림 메일' },
  when: {
    day: '날짜', time: '시각', zone: '시간대', from: '{date}부터', until: '대상자에게 표시되는 기한: {date}까지',
    twice: '이날은 시계를 되돌리므로 이 시각이 두 번 있습니다. 어느 쪽인가요?', which: { earlier: '첫 번째', later: '두 번째' },
    fault: {
      missing: '날짜를 입력해 주세요.', zone: '그런 시간대는 없습니다. Asia/Seoul 또는 Europe/Berlin처럼 입력해 주세요.',
      'no-such-time': '이날에는 {time}이라는 시각이 없습니다. {zone} 시계는 {before} 다음에 바로 {after}입니다. 둘 중 하나를 선택해 주세요.',
      twice: '이날에는 이 시각이 두 번 있습니다: {time}', past: '이미 지난 시점입니다.',
    },
    registerBy: '더 이른 날까지 준비해 달라고 안내', registerByHelp: '그 전주 금요일처럼 시작보다 앞선 권장일입니다. 그날에는 아무 일도 일어나지 않습니다.', registerByAt: '준비 요청: {date}까지',
    registerByLate: '시작보다 앞선 시점이어야 합니다.', noTime: '시각을 비워 두면 0시입니다.',
  },
  target: {
    question: '누가 대상인가요?', named: '다음 중 하나에 해당하는 사람', everyone: '이 렐름의 모든 사람',
    help: {
      named: '역할, 그룹, 부서, 정책 그룹 중 하나만 해당해도 대상입니다. 나중에 해당하게 된 사람도 그때부터 대상입니다.',
      everyone: '나중에 추가되는 사람도 포함합니다.',
    },
    part: { roles: '역할', groups: '그룹', departments: '부서', policyGroups: '액세스 정책 그룹' },
    add: { roles: '역할 추가…', groups: '그룹 추가…', departments: '부서 추가…', policyGroups: '정책 그룹 추가…' },
    administrators: '관리자 역할 모두 추가({count}개)', remove: '{name} 빼기', nothing: '없음', join: ', ', missing: '대상을 하나 이상 선택해 주세요.',
    gone: '(삭제됨)',
  },
  reason: '이유', reasonHelp: '한두 문장으로 적어 주세요. 로그인 화면, 계정 페이지, 모든 메일에 표시됩니다.',
  helpLink: '도움말 주소', helpLinkHelp: '설정 방법을 안내하는 페이지의 주소를 언어별로 입력합니다.', notAnAddress: 'https:// 또는 http://로 시작해야 합니다.',
  kinds: '코드로 인정하는 것', noKind: '하나 이상 선택해 주세요. 이대로는 누구도 코드를 쓸 수 없습니다.',
  ladder: '시작할 때 아직 설정하지 않은 사람',
  onUnenrolled: { enrol: '비밀번호를 입력한 뒤 설정', mailLink: '비밀번호와 메일 확인 뒤 설정', codeOnly: '비상용 OTP 토큰이 있어야 로그인', deny: '관리자의 도움 없이는 로그인 불가' },
  onUnenrolledHelp: {
    enrol: '비밀번호만으로 설정할 수 있으므로, 준비되지 않은 사람의 비밀번호를 아는 다른 사람이 먼저 설정할 수 있습니다. 메일 확인도 필요한 사람은 아래 설명을 보세요.',
    mailLink: '등록된 주소로 보낸 링크와 코드로 확인하므로 다른 사람이 먼저 설정할 수 없습니다. 확인된 주소가 없는 사람은 비상용 OTP 토큰이 필요합니다.',
    codeOnly: '코드도 비상용 OTP 토큰도 없는 사람은 토큰을 받을 때까지 로그인할 수 없습니다.',
    deny: '코드가 없는 사람은 관리자가 함께 설정해 줄 때까지 로그인할 수 없습니다.',
  },
  floors: '무엇을 선택하든 관리자 역할이 있는 사람에게는 항상 메일 확인도 필요합니다. 대상이 된 지 14일(렐름 설정에서 변경 가능)이 지난 사람도 같습니다. 이때 확인된 주소가 없는 사람은 비상용 OTP 토큰이 필요하며, 토큰도 없으면 로그인할 수 없습니다.',
  recoveries: '코드를 쓸 수 없는 사람을 위한 방법', emergencyToken: '관리자나 헬프데스크가 전달하는 비상용 OTP 토큰',
  afterEmergencyQuestion: '비상용 OTP 토큰을 쓴 다음',
  afterEmergency: { nextSignIn: '다음 로그인 때 코드 설정', enrolNow: '바로 코드 설정', nothing: '설정하지 않아도 됨' },
  afterEmergencyHelp: { nextSignIn: '지금은 그대로 로그인하고 설정은 다음에 합니다.', enrolNow: '토큰이 본인 확인이 됩니다.', nothing: '그래도 토큰을 세 번 연속으로 쓰면 설정해야 합니다.' },
  sessionsQuestion: '시작할 때 이미 로그인한 사람',
  sessionsBefore: { askAtNextUse: '다음에 사용할 때 코드 요구', letRunOut: '세션이 끝날 때까지 그대로 사용' },
  sessionsBeforeHelp: { askAtNextUse: '그 시점부터는 코드 없이 계속할 수 없습니다.', letRunOut: '최대 하루입니다.' },
  shared: '공유 계정', refusesShared: '공유로 표시된 계정 거부',
  waves: {
    question: '준비되지 않은 사람에게 보내는 메일', days: '{count}일 전 | {count}일 전', atOnce: '시작할 때', none: '알림 메일 없음',
    how: '같은 사람이 하루에 두 번 받지 않습니다. 준비된 사람에게는 한 번만 알립니다. 공지가 늦으면 보내야 할 메일을 바로 보냅니다.',
  },
  save: { draft: '초안으로 저장', draftHelp: '아직 아무에게도 알리지 않고 아무것도 바뀌지 않습니다. 다음 화면에서 누가 준비되었는지 볼 수 있습니다.', reason: '변경하는 이유', title: '“{name}” 규칙을 저장할까요?', do: '저장' },
  preview: {
    title: '이 규칙으로 일어날 일', lead: '저장하기 전에 한 사람 한 사람에게 어떤 일이 일어나는지 실제 로그인 판단으로 확인할 수 있습니다. 아무것도 저장되지 않고 아무에게도 알리지 않습니다.',
    look: '어떤 일이 일어나는지 보기', unnamed: '새 규칙', simulate: '이 규칙으로 로그인 시뮬레이션', again: '다시 보기', stale: '그 뒤에 내용이 바뀌었습니다. 여기에 보이는 것은 바꾸기 전의 결과입니다.', noDate: '날짜가 아직 없어 지금 바로 시작할 때의 결과를 보여 줍니다.',
    missing: {
      target: '대상을 정하면 어떤 일이 일어나는지 여기에서 볼 수 있습니다.', kinds: '코드로 인정할 것을 고르면 어떤 일이 일어나는지 여기에서 볼 수 있습니다.', when: '날짜와 시간을 고치면 어떤 일이 일어나는지 여기에서 볼 수 있습니다.',
    },
  },
  new: '초안으로 저장했습니다. 아직 아무에게도 알리지 않았습니다. 준비 현황을 살펴본 뒤 공지해 주세요.',
  conflict: '그사이 다른 사람이 이 강제 규칙을 변경했습니다.',
  conflictAct: '{act} ({who}, {at})', conflictLook: '지금 내용을 살펴보고 다시 결정해 주세요.', conflictGone: '지금 상태에서는 이 작업을 할 수 없습니다.',
  instantsByActs: '공지된 강제 규칙의 날짜는 ‘연기’ 또는 ‘앞당김’으로 옮깁니다. 공지를 받은 모든 사람에게 변경 내용을 알립니다.',
  act: {
    announce: '공지', postpone: '연기', 'bring-forward': '앞당김', suspend: '일시 중지', resume: '재개', end: '종료', delete: '초안 삭제',
    past: { draft: '초안 저장', change: '변경', announce: '공지', postpone: '연기', 'bring-forward': '앞당김', suspend: '일시 중지', resume: '재개', end: '종료' },
    title: {
      announce: '“{name}” 규칙을 공지할까요?', postpone: '“{name}” 규칙 연기', 'bring-forward': '“{name}” 규칙 앞당김', suspend: '“{name}” 규칙을 일시 중지할까요?', resume: '“{name}” 규칙을 재개할까요?', end: '“{name}” 규칙을 종료할까요?', delete: '이 초안을 삭제할까요?',
    },
    text: {
      announce: '이제부터 대상자는 로그인할 때 안내를 읽고, 준비될 때까지 메일로 알림을 받습니다.',
      postpone: '이전 날짜를 공지받은 모든 사람에게 새 날짜를 알립니다.', 'bring-forward': '이전 날짜를 공지받은 모든 사람에게 새 날짜를 알립니다. 준비할 시간이 줄어듭니다.',
      suspend: '재개할 때까지 이 규칙으로는 코드를 요구하지 않고 알림 메일도 보내지 않습니다. 공지를 받은 사람에게 이 사실도 알립니다. 설정한 내용은 그대로 남습니다.',
      resume: '규칙이 다시 적용되며, 공지를 받은 사람에게 이 사실도 알립니다.',
      end: '이 규칙은 완전히 끝납니다. 공지를 받은 사람에게 이 사실도 알립니다. 설정한 내용은 그대로 남고 다른 규칙은 계속 적용됩니다.',
      delete: '아직 아무에게도 알리지 않았습니다. 초안을 삭제하면 아무것도 남지 않습니다.',
    },
    newDate: '새 날짜',
    begin: { question: '언제 시작하나요?', planned: '예정대로', date: '다른 날짜에', now: '바로 지금', nowHelp: '이 순간부터 시행됩니다. 준비되지 않은 사람이 준비할 시간은 없습니다.' },
    fault: {
      same: '새 날짜를 입력해 주세요.', 'not-later': '지금 날짜보다 늦지 않습니다. 더 이르게 옮기려면 ‘앞당김’을 사용하세요.', 'not-earlier': '지금 날짜보다 이르지 않습니다. 더 늦게 옮기려면 ‘연기’를 사용하세요.',
      'register-by': '준비를 요청하는 시점은 시작보다 앞서야 합니다.',
    },
    lateWaves: '다음 알림 메일(시작까지 남은 일수)은 이미 늦었습니다: {days}. 그 가운데 가장 늦은 것을 바로 보냅니다.',
    nobodyYet: '지금은 대상자가 없습니다. 나중에 역할을 받거나 그룹에 들어오는 사람이 대상이 됩니다.', withoutReminders: '알림 메일 없이 시작: 미리 아무에게도 알리지 않습니다.',
    why: '이유', whyHelp: '이력과 감사 로그에 남습니다.', whyMissing: '이유를 입력해 주세요.',
    confirm: '이 인원이 로그인하지 못하게 됨을 확인하려면 숫자를 입력하세요: {number}', confirmHelp: '먼저 비상용 OTP 토큰을 전달하거나 설정을 도와준 뒤 다시 살펴보는 편이 좋습니다.', confirmWrong: '숫자가 다릅니다.',
    lookAgain: '다시 살펴보기', done: {
      announce: '공지했습니다. 대상자는 로그인할 때 안내를 읽습니다. 메일이 나가는 시점은 ‘알림 메일’에서 볼 수 있습니다.', postpone: '연기했습니다. 공지를 받은 사람에게 새 날짜를 알립니다.', 'bring-forward': '앞당겼습니다. 공지를 받은 사람에게 새 날짜를 알립니다.', suspend: '일시 중지했습니다.', resume: '재개했습니다.', end: '종료했습니다.',
    },
  },
  inPast: '이 날짜는 이미 지났습니다. 새 날짜를 정하거나 바로 시작해 주세요.',
  history: {
    title: '언제, 무엇을, 왜 했는지', by: '{name}', diff: '{field}: {before} → {after}', empty: '–',
    field: {
      name: '이름', state: '상태', enforceFrom: '시작', registerBy: '준비 요청', zone: '시간대', target_everyone: '모두가 대상', target_roles: '역할', target_groups: '그룹', target_departments: '부서',
      target_policyGroups: '액세스 정책 그룹', reason: '대상자에게 알리는 이유', helpLink: '도움말 주소', kinds: '코드로 인정하는 것', recoveries: '코드를 쓸 수 없을 때', onUnenrolled: '아직 설정하지 않은 사람', afterEmergency: '비상용 OTP 토큰을 쓴 다음',
      sessionsBefore: '이미 로그인한 사람', refusesShared: '공유 계정', waves: '알림 메일', announcedAt: '공지 시점',
    },
  },
  mails: {
    title: '메일로 알리는 내용', noServer: '이 렐름에는 메일 서버가 없습니다. 설정될 때까지 메일이 기다립니다.', draft: '초안인 동안에는 아무에게도 알리지 않습니다. 공지하면 이 메일이 나갑니다.', none: '예정된 메일이 없습니다.',
    pace: '1분에 최대 {count}통을 보냅니다.', withoutAddress: '주소 없음 {count}명 | 주소 없음 {count}명',
    heardAlready: '{count}명은 그날 이미 메일을 받아 하루 뒤에 보냄', heardThatDay: '{count}명은 그날 이미 다른 메일을 받음', waiting: '메일 서버 대기 {count}통',
    stuck: '메일 서버로 보내지 못한 메일 {count}통이 기다리고 있습니다. | 메일 서버로 보내지 못한 메일 {count}통이 기다리고 있습니다.', answer: '서버의 응답: {answer}', failure: {
      unreachable: '메일 서버가 응답하지 않습니다. 자동으로 다시 시도합니다.', 'no-server': '이 렐름에 메일 서버가 없습니다. 렐름 설정에서 등록하세요.', other: '메일 서버가 아직 받지 않았습니다. 자동으로 다시 시도합니다.',
    },
    atOnce: '공지하면 바로', column: { what: '내용', when: '시점', state: '상태', mails: '메일 수' }, state: { planned: '예정', sending: '보내는 중', done: '보냄', 'left-out': '생략', 'at-once': '예정', nobody: '보낼 사람 없음' },
    wave: { reminder: '알림 메일', moved: '날짜 변경', suspended: '일시 중지', resumed: '재개', ended: '종료', ready: '준비된 사람에게', 'by-hand': '직접 보낸 알림' },
    kind: { coming: '시작 전', began: '시작할 때', ready: '준비된 사람에게 한 번', moved: '날짜 변경', suspended: '일시 중지', resumed: '재개', ended: '종료' },
    consequence: {
      ready: '준비됨', 'ready-confirm': '준비되었지만 한 번 메일로 확인', 'set-up': '코드 설정', 'set-up-mail': '메일로 확인하고 코드 설정', 'another-kind': '설정한 것이 인정되지 않음', token: '비상용 OTP 토큰으로만 로그인', 'locked-out': '로그인 불가', shared: '공유 계정',
    },
    preview: {
      title: '문구', lead: '본인에게 어떤 일이 일어나는지 본인의 언어로 알립니다.', kind: '메일 종류', consequence: '받는 사람의 상황', language: '언어', subject: '제목:', asMail: '메일이 보이는 모습: {subject}', text: '메일 본문', test: '나에게 보내기', sent: '다음 주소로 보냅니다: {to}',
    },
  },
  recovery: { 'emergency-token': '비상용 OTP 토큰', 'backup-code': '백업 코드', mail: '메일' },
  refused: '거부', allowed: '허용', nobody: '없음',
}
export default enforcements
