// The pictures of results. No two have the same outline, so that a result is known without its colour and from afar.

const at = (viewBox) => (...paths) => ({ viewBox, paths });
const box = at('0 0 96 96');

export const SHAPES = {
  redeemed: box(['M48 4a44 44 0 1 1 0 88a44 44 0 0 1 0-88z', 'body'], ['M27 50l15 15l28-32', 'mark']),
  late: box(['M48 8a40 40 0 1 1 0 80a40 40 0 0 1 0-80z', 'body'], ['M48 26v24l17 11', 'mark']),
  already_redeemed: box(['M30 4h36l26 26v36l-26 26h-36l-26-26v-36z', 'body'], ['M32 32l32 32M64 32l-32 32', 'mark']),
  wrong_station: box(['M48 3l45 45l-45 45l-45-45z', 'body'], ['M28 50h36M52 36l14 14l-14 14', 'mark']),
  expired: box(['M18 5h60v10q0 20-22 33q22 13 22 33v10h-60v-10q0-20 22-33q-22-13-22-33z', 'body'],
    ['M34 20h28M40 78h16', 'mark']),
  void: box(['M12 8h72v80h-72z', 'body'], ['M12 88l72-80M30 30h36M30 66h36', 'mark']),
  voucher_not_found: box(['M42 6a36 36 0 0 1 30 56l19 19l-10 10l-19-19a36 36 0 1 1-20-66z', 'body'],
    ['M33 34q0-9 9-9t9 9q0 6-9 10v5M42 58v.5', 'mark']),
  bad_signature: box(['M48 4l38 12v30q0 30-38 46q-38-16-38-46v-30z', 'body'], ['M48 26v26M48 67v.5', 'mark']),
  too_many_attempts: box(['M38 3h20v9h-4a40 40 0 1 1-12 0h-4z', 'body'], ['M48 30v23l14 9', 'mark']),
  station_redeem_off: box(['M22 6h52q16 0 16 16v52q0 16-16 16h-52q-16 0-16-16v-52q0-16 16-16z', 'body'],
    ['M48 22v24M34 32a22 22 0 1 0 28 0', 'mark']),
  station_closed: box(['M16 92v-60q0-28 32-28t32 28v60z', 'body'], ['M34 38h28M34 56h28M34 74h28', 'mark']),
  refused: box(['M6 30l42-24l42 24v40l-42 22l-42-22z', 'body'], ['M30 48h36', 'mark']),
  unconfirmed: box(['M48 5l45 82h-90z', 'body'], ['M30 70v.5M48 70v.5M66 70v.5', 'mark']),
};

export const ICONS = {
  scan: at('0 0 24 24')(['M3 8v-5h5M16 3h5v5M21 16v5h-5M8 21h-5v-5M7 12h10', 'line']),
  type: at('0 0 24 24')(['M2 6h20v12h-20zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10', 'line']),
  history: at('0 0 24 24')(['M4 5v5h5M4.5 10a8 8 0 1 1-.3 4M12 8v4l3 2', 'line']),
  balance: at('0 0 24 24')(['M4 20v-7M10 20v-16M16 20v-10M22 20h-20', 'line']),
  back: at('0 0 24 24')(['M15 4l-8 8l8 8', 'line']),
  erase: at('0 0 24 24')(['M8 5h13v14h-13l-6-7zM12 9.5l5 5M17 9.5l-5 5', 'line']),
  torch: at('0 0 24 24')(['M8 3h8v4l-2 4v10h-4v-10l-2-4zM8 7h8M12 13v2', 'line']),
  bell: at('0 0 24 24')(['M6 17v-6a6 6 0 0 1 12 0v6l2 1h-16zM10 21h4', 'line']),
  leave: at('0 0 24 24')(['M10 4h-6v16h6M14 8l4 4l-4 4M18 12h-10', 'line']),
};
