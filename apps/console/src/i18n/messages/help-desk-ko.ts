import type en from './help-desk-en.ts'

const ko: typeof en = {
  nav: '헬프데스크',
  title: '헬프데스크',
  lead: '전화한 사람을 찾고, 본인인지 확인한 뒤 도와줍니다.',
  find: '이름, 이메일 또는 접수 번호',
  waiting: '답변 대기', nobodyWaits: '초기화를 기다리는 사람이 없습니다.',
  found: '검색 결과', more: '일치하는 사람이 더 있습니다. 더 입력해 주세요.',
  unknownReference: '이 접수 번호로 된 요청이 없습니다. 번호를 다시 불러 달라고 하세요. 번호가 다르면 다른 사람이 기다리고 있을 수 있습니다.',
  onlyShown: '이 접수 번호로 초기화를 요청한 사람은 없습니다. 로그인 화면에 이 번호가 표시된 사람이나 이름 또는 주소에 이 숫자가 있는 사람입니다.',
  waitsNow: '잘못된 코드로 대기 중', administrator: '관리자', since: '요청',
  choose: { title: '누가 전화했나요?', text: '이름, 이메일 주소, 접수 번호 중 하나를 입력하거나 기다리는 사람을 선택하세요.' },
  wholePage: '사용자 화면 열기',
  facts: { email: '이메일', department: '부서', lastSignIn: '마지막 로그인', tokens: '비상용 OTP 토큰', noEmail: '없음', neverSignedIn: '없음', proved: '확인됨', unproved: '확인 안 됨' },
  disabled: '비활성 계정입니다. 로그인할 수 없습니다.',
  caller: {
    title: '어떤 문의인가요?',
    forgotten: '오늘 휴대폰이 없음', forgottenText: '한 번 로그인할 수 있는 비상용 OTP 토큰입니다. {hours}시간 동안 유효하고, 설정된 것은 그대로 남습니다.', forgottenAct: '토큰 전달',
    lost: '휴대폰을 바꿨거나 잃어버림', lostText: '설정된 것을 삭제하고 모든 기기에서 로그아웃합니다.', lostAct: 'OTP 초기화',
    answerText: '접수 번호 {reference} 화면만 다음으로 넘어갑니다.', answerAct: '{reference} 처리',
    mail: '메일이 오지 않음', mailAct: '새 메일 보내기',
    wait: '코드를 입력할 수 없음', waitText: '잘못된 코드가 여러 번 입력되어 {date}까지 입력할 수 없습니다.', waitAct: '대기 해제', waitDone: '대기를 해제했습니다. 이제 코드를 입력할 수 있습니다.',
    mailNoAddress: '보낼 이메일 주소가 없습니다.', mailDone: '보내는 중입니다.', myself: '본인 계정입니다. 다른 관리자에게 요청하세요.',
  },
  reason: {
    ways: '자주 쓰는 방법', missing: '본인 확인 방법을 입력해 주세요.',
    calledBack: '등록된 번호로 다시 전화함', voice: '목소리로 본인임을 확인함', seen: '직접 만나 본인임을 확인함', badge: '신분증을 확인함', manager: '상사에게 확인함', data: '본인만 아는 질문에 답함',
  },
  whoCan: {
    lead: '이 사용자에게는 관리자 역할이 있습니다. 코드 문제는 전체 관리자만 도와줄 수 있습니다.',
    ask: '다음 사람에게 요청하세요: {names}', contact: '연락처: {contact}', nobody: '지금 로그인해서 도와줄 수 있는 사람이 없습니다. 호스트 운영자에게 요청하세요(tegata admin invite).', and: '{names}, {name}',
  },
  role: {
    'certificate-admin': '인증서 관리자입니다. 모두 볼 수 있습니다. 클라이언트 인증서 기능이 추가되면 여기에서 관리할 수 있습니다.',
    'secure-browser-admin': '보안 브라우저 관리자입니다. 모두 볼 수 있습니다. 브라우저 관리 기능이 추가되면 여기에서 관리할 수 있습니다.',
    'certificate-and-secure-browser-admin': '인증서 및 보안 브라우저 관리자입니다. 모두 볼 수 있습니다. 클라이언트 인증서와 브라우저 관리 기능이 추가되면 여기에서 관리할 수 있습니다.',
    'help-desk': '헬프데스크입니다. 로그인하지 못하는 사람을 도와줍니다. 관리자 역할이 있는 사람은 전체 관리자가 도와줍니다.',
  },
  notForYou: { title: '이 화면을 볼 수 없습니다', text: '이 렐름에서 가진 역할로는 이 화면을 열 수 없습니다.', back: '돌아가기' },
  rights: {
    less: '권한이 방금 변경되었습니다. 더 이상 할 수 없는 작업은 표시되지 않습니다.',
    more: '권한이 방금 변경되어 할 수 있는 작업이 늘었습니다.',
    other: '권한이 방금 변경되었습니다. 이제부터 할 수 있는 작업만 표시됩니다.', understood: '확인',
  },
  later: {
    certificates: { nav: '클라이언트 인증서', title: '클라이언트 인증서', text: '클라이언트 인증서 로그인은 이 버전에 아직 없으므로 여기에서 관리할 것이 없습니다. 역할은 준비되어 있으며, 기능이 추가되면 이 화면에 나타납니다.' },
    browsers: { nav: '보안 브라우저', title: '보안 브라우저', text: '브라우저 관리는 이 버전에 아직 없으므로 여기에서 관리할 것이 없습니다. 역할은 준비되어 있으며, 기능이 추가되면 이 화면에 나타납니다.' },
    meanwhile: '그때까지 다른 화면을 모두 볼 수 있고 감사 로그를 내보낼 수 있습니다.', go: '사용자 목록으로',
  },
  revealLimit: {
    title: '비상용 OTP 토큰 열람', text: '관리자 한 명이 한 시간에 {count}개까지 열람할 수 있습니다. 더 열람하려고 하면 거부되고 전체 관리자에게 메일로 알립니다.',
    raisedText: '{date}까지는 한 시간에 {usual}개가 아니라 {count}개까지 열람할 수 있습니다. 변경한 사람: {by}',
    raise: '하루 동안 높이기', restore: '지금 {usual}개로 되돌리기', window: '24시간 동안 한도 높이기', perHour: '관리자 한 명, 한 시간', forAll: '본인뿐 아니라 이 렐름의 모든 관리자에게 적용됩니다.', wrong: '61에서 1000까지의 정수를 입력하세요.',
    why: '그만큼 필요한 이유', whyHelp: '예: 지점 전체의 휴대폰을 교체함. 감사 로그에 남습니다.', whyMissing: '이유를 입력해 주세요.', done: '내일 이 시각까지 높였습니다.', restored: '평소의 한도로 돌아왔습니다.',
  },
}
export default ko
