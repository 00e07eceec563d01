/** 시뮬레이터, 그리고 지난 로그인에서 코드를 요청한 이유. */
export default {
  nav: '시뮬레이터', title: '시뮬레이터',
  lead: '로그인하면 어떤 일이 일어나는지 이유와 함께 보여 줍니다. 실제 로그인과 똑같은 판정을 사용합니다. 아무도 로그인하지 않으며, 아무것도 바꾸거나 기록하지 않습니다.',
  who: {
    title: '누가', question: '로그인하는 사람', person: '실제 사용자', imagined: '가상의 사람', personHelp: '지금 상태 그대로.', imaginedHelp: '지정한 역할과 그룹을 가진 사람.',
    find: '사용자 찾기', other: '다른 사람 선택', gone: '이 사용자는 더 이상 없습니다.',
    role: '역할', addRole: '역할 추가', group: '그룹', addGroup: '그룹 추가', remove: '빼기: {name}', none: '없습니다.',
    kinds: '설정한 것', state: '그 밖에', otpRequired: 'OTP 설정이 켜짐', addressProved: '이메일 주소가 확인됨', shared: '여러 사람이 함께 쓰는 계정', tokens: '비상용 OTP 토큰이 있음',
  },
  where: {
    title: '어디에서 무엇으로', application: '애플리케이션', anyApplication: '아무것도 요구하지 않는 것', typeApplication: '애플리케이션의 클라이언트 ID', address: '네트워크 주소', addressHelp: 'IPv4 또는 IPv6. 비워 두면 알 수 없음을 뜻하며 어떤 예외에도 해당하지 않습니다.',
    addressWrong: '네트워크 주소가 아닙니다. 192.0.2.17처럼 입력하세요.', mine: '내 주소 사용: {address}',
    way: '로그인 방법', password: '비밀번호', acr: '공급자가 알리는 acr', amr: '공급자가 알리는 amr 값', amrHelp: '쉼표로 구분합니다.',
    ago: '공급자에서 로그인한 시각', agoNow: '방금', agoUnknown: '알리지 않음', agoMinutes: '{count}분 전', agoHours: '{count}시간 전',
    demanded: '요청이 요구하는 acr', demandedHelp: '애플리케이션이 늘 요구하는 것 외에 이 가운데 하나를 충족해야 합니다. 쉼표로 구분합니다.',
  },
  whatIf: {
    title: '조건 바꾸기', group: '액세스 정책 그룹', ownGroup: '지금 그대로', noGroup: '없음', rule: '이 강제 규칙을 공지된 것으로 보기', noRule: '이미 공지된 것만', unsaved: '아직 저장하지 않은 규칙', unsavedNamed: '{name}(입력 중, 저장 전)',
    page: '로그인 화면', pageAsIs: '지금 그대로', interactive: '그 자리에서 코드를 설정', classic: '클래식: 코드 입력란 하나',
    when: '언제', now: '지금', then: '다른 시각', thenHelp: '사람과 규칙은 지금 상태 그대로 봅니다.', past: '지난 로그인에서 코드를 요구한 이유는 그 사람의 ‘최근 활동’에 있습니다.',
  },
  result: {
    title: '판정', choose: '사용자를 선택하거나 가상의 사람을 지정하세요.', waiting: '아직 입력해야 할 항목이 있습니다.', ruleGone: '저장하지 않은 규칙은 페이지를 다시 불러오면서 사라졌습니다. 양식을 다시 열거나 다른 규칙을 선택하세요.', at: '기준 시각: {at}',
    asked: { yes: '코드를 요구합니다', no: '코드를 요구하지 않습니다', refused: '거부합니다' },
    end: { in: '로그인할 수 있습니다', refused: '로그인할 수 없습니다', 'locked-out': '로그인할 수 없습니다: 계속할 방법이 없습니다' },
    steps: '단계별로', first: '비밀번호로 로그인합니다.', firstUpstream: '공급자로 로그인합니다: {provider}.',
    step: {
      none: '로그인이 완료됩니다.', 'first-proof': '다시 로그인해야 합니다.', challenge: '코드를 입력합니다: {kinds}.', 'set-up': '코드를 설정합니다: {kinds}.', 'prove-then-set-up': '설정된 인증 수단의 코드를 입력합니다. 다만 여기서는 그것만으로 인정되지 않습니다.',
      confirm: '설정된 인증 수단으로 본인 확인을 합니다.', emergency: '비상용 OTP 토큰을 입력합니다.', 'still-have-it': 'OTP 앱을 잃어버렸는지, 지금 없을 뿐인지 답합니다.', notice: '코드를 설정해야 한다는 안내가 표시됩니다.', refused: '거부됩니다: {reason}.',
    },
    proof: {
      'first-proof': '로그인에 쓴 것만으로 설정할 수 있습니다.', mailbox: '등록된 주소로 보낸 메일로 본인을 확인합니다.', 'emergency-token': '비상용 OTP 토큰으로 본인을 확인합니다.',
      authenticator: '방금 입력한 코드가 본인 확인이 됩니다.', administrator: '관리자가 설정해야 합니다.',
    },
    later: '나중에 할 수 있습니다.', deadEnd: '토큰이 없어 여기서 끝납니다.',
    told: '애플리케이션에 알리는 값', requirements: '코드를 요구하는 것', nothing: '코드를 요구하는 것이 없습니다.', personal: 'OTP 설정', request: '애플리케이션 또는 그 요청: {name}', since: '{since}부터',
    accepted: '인정되는 것: {kinds}', upcoming: '앞으로의 일정', ready: '준비됨', notReady: '준비 안 됨', from: '{from}부터',
    table: '이유(한 줄씩)', tableLead: '이 순서로 읽으며, 처음으로 요구 여부를 정한 줄이 결정합니다.', same: '주소 표시줄의 링크로 이 내용을 다시 볼 수 있습니다.',
  },
  refused: {
    deny: '규칙에 따라 로그인할 때 스스로 코드를 설정할 수 없으며 관리자가 설정합니다', suspended: '설정된 것이 모두 정지되었고 비상용 OTP 토큰도 남아 있지 않습니다',
    'no-accepted-kind': '모든 규칙이 인정하는 종류가 없고 비상용 OTP 토큰도 남아 있지 않습니다', classic: '설정된 것이 없고 이 로그인 화면에서는 설정할 수 없습니다',
    'emergency-in-a-row': '비상용 OTP 토큰을 {count}번 연속으로 사용했고 이 로그인 화면에서는 코드를 설정할 수 없습니다',
  },
  ofPerson: '로그인 시뮬레이션', ofRule: '공지된 것으로 보고 로그인 시뮬레이션', ofGroup: '이 그룹으로 로그인 시뮬레이션',
  past: {
    yes: '왜 코드를 요구했나요?', no: '왜 코드를 요구하지 않았나요?', refused: '왜 거부했나요?', title: '{name} 님에게 코드를 요구했거나 요구하지 않은 이유',
    lead: '지금 상태와 상관없이 당시의 판정입니다. 이 순서로 읽었으며, 처음으로 요구 여부를 정한 줄이 결정했습니다.',
    proved: '확인한 것', acr: '애플리케이션에 알린 acr: {acr}.', proof: { password: '비밀번호', upstream: 'ID 공급자', totp: 'OTP 앱', 'emailed-code': '이메일 코드', push: '푸시', passkey: '패스키', 'emergency-token': '비상용 OTP 토큰', 'backup-code': '백업 코드', certificate: '인증서', 'action-link': '링크' },
  },
}
