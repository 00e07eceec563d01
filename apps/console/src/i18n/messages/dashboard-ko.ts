import type { Words } from '../i18n.ts'

const dashboard: Words['dashboard'] = {
  title: '대시보드', at: '{date} 기준',
  requests: '{count}명이 초기화 요청에 대한 답변을 기다리고 있습니다',
  oldest: '가장 오래된 요청은 {date}에 들어왔습니다.', answer: '답변하기', look: '확인하기',
  progress: {
    title: 'OTP 코드', nobody: '아직 2단계 인증이 필요한 사람이 없습니다.',
    ready: '2단계 인증이 필요한 {required}명 중 {percent}%가 설정을 마쳤습니다.',
    free: '필요하지 않은 사람은 {count}명이며, 그중 {setUp}명이 설정을 마쳤습니다.',
    all: '활성 계정은 {count}개입니다.', disabled: '{count}개는 비활성 상태입니다.',
  },
  attention: {
    title: '오늘 확인할 일', nothing: '없습니다. 모두 정상입니다.',
    kind: {
      'locked-out': '최근 24시간 동안 {count}명이 로그인하지 못했습니다',
      'sole-administrator': '로그인할 수 있는 전체 관리자가 한 명뿐입니다',
      'administrators-not-set-up': '관리자 {count}명이 OTP를 설정하지 않았습니다',
      'administrators-address-not-proved': '관리자 {count}명의 이메일 주소가 확인되지 않았습니다',
      waits: '{count}명이 잘못된 코드 입력 후 대기 중입니다',
      'no-mail': '메일 서버가 설정되어 있지 않습니다',
      'mail-refused': '최근 7일 동안 메일 {count}통이 거부되었습니다',
      'last-token': '관리자 {count}명의 비상용 OTP 토큰이 하나 남았습니다',
      unused: '{count}명이 1년 동안 인증 수단을 사용하지 않았습니다',
      'codes-address-not-proved': '{count}명의 코드를 받을 주소가 확인되지 않았습니다',
      'one-mailbox': '{count}명이 코드와 비밀번호 재설정을 같은 메일함으로 받습니다',
    },
    help: {
      'locked-out': '로그인에 쓸 수 있는 인증 수단이 없어 아직 로그인하지 못했습니다. 각 사용자의 페이지에서 이유를 확인하고 필요한 조치를 해 주세요.',
      'sole-administrator': '그 사람이 휴대폰을 잃어버리면 도울 사람이 없습니다. 다른 사람도 전체 관리자로 지정하세요.',
      'administrators-not-set-up': '설정 메일을 보내거나 본인과 함께 앱을 등록하세요.',
      'administrators-address-not-proved': '설정 메일을 열 때까지는 메일로 확인할 수 없습니다.',
      waits: '전화로 문의하고 있을 수 있습니다. 대기는 해당 사용자 페이지에서 해제할 수 있습니다.',
      'no-mail': '설정 메일, 비밀번호 재설정 링크, 안내를 보낼 수 없습니다. 렐름 설정에서 입력하세요.',
      'mail-refused': '어느 주소인지, 메일 서버가 무엇이라고 답했는지는 감사 로그에 있습니다.',
      'last-token': '필요해지기 전에 토큰을 보충하세요.',
      unused: '로그인하지 못하게 되기 전에 휴대폰을 아직 가지고 있는지 물어보세요.',
      'codes-address-not-proved': '첫 코드를 사용하면 확인됩니다. 필요해지기 전에 그 주소로 메일이 오는지 물어보세요.',
      'one-mailbox': '그 메일함을 읽을 수 있는 사람은 본인 행세를 할 수 있습니다. 앱도 설정하거나 다른 주소를 쓰도록 요청하세요.',
    },
  },
  byRole: '역할별', byGroup: '액세스 정책 그룹별', role: '역할', group: '액세스 정책 그룹', share: '비율',
  people: '인원', required: '필요', notRequired: '필요 없음', setUp: '설정됨', waiting: '설정 대기', waitingIn: '설정 대기 {count}명: {name}',
}

export default dashboard
