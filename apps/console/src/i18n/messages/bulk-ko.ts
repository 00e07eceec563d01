import type { Words } from '../i18n.ts'

/** 일괄 작업 */
const bulk: Words['bulk'] = {
  action: {
    'otp-on': 'OTP 설정 켜기', 'otp-off': 'OTP 설정 끄기', 'reset-otp': 'OTP 초기화', 'setup-mail': '설정 메일 보내기', 'policy-group': '액세스 정책 그룹',
    'top-up': '비상용 OTP 토큰 보충', enable: '활성화', disable: '비활성화',
  },
  title: {
    'otp-on': '‘OTP 설정’을 켤까요?', 'otp-off': '‘OTP 설정’을 끌까요?', 'reset-otp': 'OTP를 초기화할까요?', 'setup-mail': '설정 메일을 보낼까요?',
    'policy-group': '액세스 정책 그룹을 변경할까요?', 'top-up': '비상용 OTP 토큰을 보충할까요?', enable: '계정을 활성화할까요?', disable: '계정을 비활성화할까요?',
  },
  do: {
    'otp-on': '켜기', 'otp-off': '끄기', 'reset-otp': 'OTP 초기화', 'setup-mail': '보내기', 'policy-group': '저장', 'top-up': '보충', enable: '활성화', disable: '비활성화',
  },
  option: {
    signOutNow: '지금 로그아웃시키기', proof: '다시 설정하기 전에 본인을 확인하는 방법', policyGroup: '액세스 정책 그룹',
    proofs: { default: '이 렐름의 기본 방식', password: '비밀번호로 확인', mail: '메일 코드로도 확인', 'emergency-token': '비상용 OTP 토큰으로 확인' },
  },
  looking: '영향을 확인하는 중… {count}명 확인함',
  means: '대상은 {count}명입니다.',
  nothing: '변경되는 사람이 없습니다.',
  changes: {
    'otp-on': '{count}명에게 코드가 필요해집니다.', 'otp-off': '{count}명의 설정이 꺼집니다.', 'reset-otp': '{count}명의 코드를 초기화합니다.',
    'setup-mail': '{count}명에게 설정 메일을 보냅니다.', 'policy-group': '{count}명에게 변경이 있습니다.', 'top-up': '{count}명에게 새 토큰을 발급합니다.',
    enable: '계정 {count}개를 활성화합니다.', disable: '계정 {count}개를 비활성화합니다.',
  },
  line: {
    unchanged: '{count}명은 이미 그 상태입니다.', asked: '{count}명에게 코드를 요구하게 됩니다.', setUp: '{count}명이 다음 로그인 때 코드를 설정해야 합니다.',
    notAsked: '{count}명에게 더 이상 코드를 요구하지 않습니다.', resets: '그중 {count}명은 전에 켜져 있었으므로 초기화됩니다.', keeping: '{count}명은 다른 규칙 때문에 설정이 유지됩니다.',
    authenticators: '인증 수단 {count}개를 삭제합니다.', emergencyTokensRevoked: '비상용 OTP 토큰 {count}개를 쓸 수 없게 됩니다.', emergencyTokensIssued: '비상용 OTP 토큰 {count}개를 발급합니다.',
    signedOut: '{count}명을 로그아웃시킵니다(세션 {sessions}개).', administrators: '그중 {count}명은 관리자입니다.', mails: '메일 {count}통을 보냅니다(약 {minutes}분).',
    newPasswords: '그중 {count}명은 비밀번호와 OTP(중지된 것 포함)가 이미 있어 새 비밀번호를 정하는 메일을 받습니다.',
    withoutAddress: '{count}명은 메일 주소가 없어 알림을 받지 못합니다.',
  },
  refused: '{count}명: {why}',
  needToken: '{count}명은 전달받은 비상용 OTP 토큰이 있어야만 로그인할 수 있습니다.',
  lockedOut: '{count}명이 로그인할 수 없게 됩니다.',
  further: '그 외 {count}명',
  how: '모두가 지금 비밀번호로, 어디서든 로그인한다고 보고 실제 규칙으로 판정한 결과입니다.',
  confirm: '삭제가 포함됩니다. 확인하려면 숫자 {number} 입력', confirmEnable: '이 사람들이 다시 로그인할 수 있게 됩니다. 확인하려면 숫자 {number} 입력', confirmHelp: '대상 인원수입니다.', confirmWrong: '숫자가 다릅니다.',
  reason: '이유', reasonHelp: '감사 로그에 남습니다.', reasonMissing: '이유를 입력해 주세요.',
  lookAgain: '다시 확인',
  run: {
    progress: '{people}명 중 {done}명', changed: '변경 {count}명', failed: '실패 {count}명', stop: '중지', stopping: '이 단계가 끝나면 중지합니다…',
    done: '완료했습니다. {count}명이 변경되었습니다.', doneNobody: '완료했습니다. 변경된 사람이 없습니다.',
    stopped: '중지했습니다. {people}명 중 {done}명이 완료되었고, 완료된 내용은 그대로 유지됩니다.', interrupted: '{people}명 중 {done}명에서 멈추었습니다. 잃어버린 것은 없습니다.', goOn: '계속',
    leave: '아직 실행 중입니다. 지금 나가면 중지되며, 완료된 내용은 그대로 유지됩니다.', leaveNow: '중지하고 나가기', stay: '계속 실행',
  },
  failures: { title: '{count}명에게는 실행하지 못했습니다', gone: '(삭제됨)', again: '이 사람들만 다시 시도' },
}
export default bulk
