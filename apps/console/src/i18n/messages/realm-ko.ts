import type { Words } from '../i18n.ts'

const realm: Words['realm'] = {
  title: '렐름 설정', lead: '이 렐름에서 로그인하는 방법과 사용자에게 보여 줄 내용을 정합니다. 변경은 바로 적용됩니다.', conflict: '그사이 다른 사람이 설정을 저장했습니다.',
  sections: '이 페이지의 항목',
  section: {
    pages: '로그인 화면', start: '로그인 후 갈 곳', codes: '코드와 초기 설정', sessions: '세션', limits: '시도 횟수 제한', mails: '메일', mailServer: '메일 서버',
  },
  language: { en: '영어', ja: '일본어', ko: '한국어' }, firstLanguage: '맞는 것이 없을 때', tries: '{minutes}분에 {max}회',
  field: {
    displayName: '이름', languages: '언어', zone: '시간대', contact: '문의처', helpLink: '도움말 링크', recommendedApps: '추천 앱', presentation: '표시 방식', emailedCodes: '이메일 코드',
    startPageUrl: '시작 페이지', startPageName: '시작 페이지 이름', askRegistered: '코드를 설정한 사람에게는 항상 요구', stepOrder: '설정 링크의 순서', setupLinkHours: '설정 링크 유효 시간(시간)',
    resetLinkMinutes: '비밀번호 링크 유효 시간(분)', enrolWithinDays: '비밀번호만으로 설정할 수 있는 날수', emergencyMode: '비상용 OTP 토큰', emergencyInitial: '새 사용자에게 준비할 개수',
    emergencyHandOutHours: '전달한 토큰의 유효 시간(시간)', emergencyInARow: '토큰으로 연속 로그인할 수 있는 횟수', sessionIdleMinutes: '쓰지 않으면 끝나는 때(분)', sessionMaxHours: '반드시 끝나는 때(시간)', mailsPerMinute: '1분당 메일 수',
    helpDeskMail: '초기화 요청을 보낼 주소', ownNetworks: '사내 네트워크', waitMinutes: '그 뒤의 대기 시간(분)', journeyCodeTries: '한 번의 로그인에서 틀린 코드', secondFactorHard: '인증 수단을 중지하는 연속 오류',
    secondFactorShort: '한 사람의 틀린 코드', secondFactorDay: '한 사람의 틀린 코드(장기)', secondFactorMonth: '한 사람의 틀린 코드(최장)', passwordKnownBrowser: '틀린 비밀번호(알려진 브라우저)',
    passwordUnknownBrowser: '틀린 비밀번호(처음 보는 브라우저)', passwordAddress: '한 주소에서의 틀린 비밀번호', mailBeforePassword: '비밀번호 전 메일', mailAfterPassword: '비밀번호 후 메일',
  },
  help: {
    displayName: '모든 로그인 화면와 메일에 표시됩니다.', zone: '사용자에게 날짜를 알릴 때 씁니다.', contact: '막혔을 때 안내됩니다. 예: IT 헬프데스크 내선 4357',
    helpLink: '회사 도움말 페이지의 주소입니다.', recommendedApps: 'OTP 앱을 한 줄에 하나씩. 빈칸 뒤에 주소를 적을 수 있습니다.', startPageUrl: '설정을 마친 사람이 가는 곳입니다. 비워 두면 계정 페이지입니다.',
    startPageName: '버튼에 이 이름이 표시됩니다.', askRegistered: '필수가 아니어도 설정한 사람에게는 코드를 요구합니다.', setupLinkHours: '기한이 지나면 그 페이지에서 새 링크를 요청할 수 있습니다.',
    resetLinkMinutes: '메일을 받은 때부터 새 비밀번호를 정할 때까지입니다.', enrolWithinDays: '코드가 처음 요구된 때부터입니다. 그 뒤에는 메일 확인도 필요합니다. 0이면 항상 메일이 필요합니다.', emergencyInitial: '0에서 50까지.',
    emergencyHandOutHours: '헬프데스크가 전화로 전달하는 토큰입니다. 처음부터 등록된 토큰에는 기한이 없습니다.', emergencyInARow: '이 횟수를 넘으면 설정이 필수입니다.', sessionIdleMinutes: '비밀번호를 다시 요청합니다.', sessionMaxHours: '사용 중이어도 끝납니다.', mailsPerMinute: '넘는 것은 차례를 기다립니다.',
    helpDeskMail: '헬프데스크 주소입니다.', ownNetworks: '한 줄에 하나씩. 예: 192.0.2.0/24. 여기서는 주소가 아니라 사람마다 셉니다.', waitMinutes: '차례로 적용됩니다. 쉼표로 구분해 주세요.',
    journeyCodeTries: '넘으면 로그인을 처음부터 다시 합니다.', secondFactorHard: '10에서 100까지.',
  },
  choice: {
    presentation: { interactive: '모던', classic: '클래식' }, emailedCodes: { standard: '10분', 'time-step': '앱처럼 30초마다', off: '사용하지 않음' }, stepOrder: { 'otp-then-password': '코드 다음 비밀번호', 'password-then-otp': '비밀번호 다음 코드' },
    emergencyMode: { recoverable: '나중에 다시 볼 수 있음', once: '한 번만 표시' },
  },
  choiceHelp: {
    presentation: { interactive: '한 단계씩 안내하는 페이지입니다.', classic: 'HENNGE Access Control과 같은 형태입니다.' },
    emailedCodes: { standard: '로그인할 때마다 무작위 코드를 보냅니다.', 'time-step': '30초마다 새 값이 되고 길어도 90초면 무효가 됩니다. 메일이 그보다 늦게 도착하는 사람은 로그인할 수 없습니다. 메일 필터를 거치거나, 몇 분마다 메일을 가져오는 휴대폰을 쓰거나, 입력이 느린 경우입니다.', off: '아무도 이메일 코드를 설정할 수 없습니다. 이미 이메일로 받는 사람은 한 번 더 이메일 코드로 확인한 뒤 앱을 설정합니다.' },
    stepOrder: { 'otp-then-password': '먼저 QR 코드를 찍고 마지막에 비밀번호를 정합니다.', 'password-then-otp': '먼저 비밀번호를 정합니다.' },
    emergencyMode: { recoverable: '암호화해서 보관합니다. 관리자가 보려면 코드를 다시 입력하고 이유를 적어야 하며, 본인에게 메일로 알립니다.', once: '나중에 다시 볼 수 없습니다. 저장하면 지금까지 발급한 토큰의 값도 없어집니다.' },
  },
  limits: { text: '대기하기 전까지 허용되는 오류 횟수입니다.', max: '{what}: 횟수', minutes: '{what}: 분', in: '회 /', unit: '분' },
  fault: {
    url: '웹 주소(https://…)가 아닙니다.', languages: '하나 이상 선택해 주세요.', waits: '1에서 1440 사이의 정수를 10개까지 쉼표로 구분해 입력해 주세요.', apps: '20개까지 가능합니다.', name: '시작 페이지에는 영어 이름이 필요합니다.',
    number: '{least}에서 {most} 사이의 수를 입력해 주세요.',
    of: { zone: 'Asia/Seoul 같은 시간대가 아닙니다.', ownNetworks: '192.0.2.0/24 같은 네트워크가 아닌 것이 있습니다.', recommendedApps: '그대로 쓸 수 없는 것이 있습니다.' },
  },
  mail: {
    question: '이 렐름의 메일을 어느 서버에서 보낼까요?', save: '메일 서버 저장', use: { installation: '시스템 공용 서버', own: '전용 서버' },
    useHelp: { installation: '운영자가 설정한 서버입니다.', own: '자체 보내는 주소를 쓸 때입니다.' },
    field: { use: '메일 서버', host: '호스트', port: '포트', from: '보내는 주소', username: '사용자 이름', password: '비밀번호', security: '암호화' },
    security: { starttls: 'STARTTLS', tls: '처음부터 TLS' }, securityHelp: { starttls: '제공되면 쓰고, 사용자 이름이 있으면 반드시 씁니다.', tls: '보통 포트 465입니다.' },
    passwordKept: '저장되어 있습니다. 그대로 두려면 비워 두세요. 호스트를 바꾸면 다시 입력해야 합니다.', passwordNone: '저장되어 있지 않습니다.',
    test: {
      to: '테스트 메일 받는 주소', send: '테스트 메일 보내기', none: '아직 메일 서버가 없어 메일을 보낼 수 없습니다.', unsaved: '테스트에는 저장된 설정을 씁니다. 먼저 저장해 주세요.', answer: '메일 서버의 응답:',
      outcome: {
        sent: '메일 서버({server})에서 메일을 받았습니다. 받는 주소: {to}. 스팸함까지 포함해 도착했는지 확인해 주세요.', 'recipient-refused': '{server}: 받는 주소 거부({to}). 주소와, 다른 도메인으로 보낼 수 있는지 확인해 주세요.',
        'sender-refused': '{server}: 보내는 주소 거부({from}). 서버가 아는 보내는 주소를 써 주세요.', 'log-in-refused': '{server}: 사용자 이름과 비밀번호 거부. 둘 다 다시 입력해 주세요.',
        'no-encryption': '{server}: 암호화를 제공하지 않습니다. 암호화 없이는 비밀번호를 보내지 않습니다. 처음부터 TLS를 쓰거나 다른 포트를 써 주세요.', certificate: '{server}: 인증서를 신뢰할 수 없습니다. 만료되었거나 다른 이름의 것입니다.',
        'not-found': '{server}: 찾을 수 없습니다. 호스트 이름을 확인해 주세요.', unreachable: '{server}: 메일 서버로 응답하지 않습니다. 호스트, 포트, 방화벽을 확인해 주세요.', timeout: '{server}: 제시간에 응답하지 않았습니다. 호스트, 포트, 암호화, 방화벽을 확인해 주세요.',
        'other-answer': '{server}: 메일을 거부했습니다.',
      },
    },
  },
}
export default realm
