//! Numbers in Chinese characters: `三百二十`, `二〇二三`, `三点五`, `百分之三十一`.

/// A number in Chinese characters. A single one must be counted by something: `一` alone is in too many words.
pub(super) fn chinese(characters: &[char], from: usize) -> Option<(f64, usize)> {
    let rest = characters.get(from..)?;
    let percent = rest.starts_with(&['百', '分', '之']);
    let start = if percent { from + 3 } else { from };
    let length = characters
        .iter()
        .skip(start)
        .take_while(|it| is_numeral(**it))
        .count();
    let all = characters.get(start..start + length)?;
    let next = characters.get(start + length).copied();
    let before = start
        .checked_sub(1)
        .and_then(|index| characters.get(index))
        .copied();
    let is_counted = length > 1
        || percent
        || before == Some('第')
        || next.is_some_and(|it| {
            "年月日天次元倍名家种项条章节款米吨岁周小分秒人位台辆座成".contains(it)
        });
    let is_one = all == ['一']
        && before != Some('第')
        && !next.is_some_and(|it| "月日年比".contains(it))
        && before != Some('比');
    if length == 0
        || !is_counted
        || (is_one && !percent)
        || all
            .iter()
            .all(|it| "十百千万亿".contains(*it) && *it != '十')
    {
        return None;
    }
    Some((value_of(all)?, start + length))
}

fn is_numeral(character: char) -> bool {
    digit_of(character).is_some() || matches!(character, '十' | '百' | '千' | '万' | '亿' | '点')
}

fn digit_of(character: char) -> Option<f64> {
    Some(match character {
        '零' | '〇' => 0.0,
        '一' | '壹' => 1.0,
        '二' | '两' | '贰' => 2.0,
        '三' | '叁' => 3.0,
        '四' | '肆' => 4.0,
        '五' | '伍' => 5.0,
        '六' | '陆' => 6.0,
        '七' | '柒' => 7.0,
        '八' | '捌' => 8.0,
        '九' | '玖' => 9.0,
        _ => return None,
    })
}

fn value_of(numerals: &[char]) -> Option<f64> {
    let mut parts = numerals.split(|it| *it == '点');
    let whole = parts.next()?;
    let has_scale = whole.iter().any(|it| digit_of(*it).is_none());
    let mut value = if has_scale {
        by_scales(whole)
    } else {
        // Digit by digit, as years are: 二〇二三.
        whole
            .iter()
            .filter_map(|it| digit_of(*it))
            .fold(0.0, |sum, digit| sum * 10.0 + digit)
    };
    let mut place = 0.1;
    for digit in parts
        .next()
        .unwrap_or_default()
        .iter()
        .filter_map(|it| digit_of(*it))
    {
        value += digit * place;
        place /= 10.0;
    }
    Some(value)
}

fn by_scales(numerals: &[char]) -> f64 {
    let (mut total, mut section, mut digit) = (0.0, 0.0, 0.0);
    for numeral in numerals {
        match numeral {
            '十' | '百' | '千' => {
                let scale = match numeral {
                    '十' => 10.0,
                    '百' => 100.0,
                    _ => 1000.0,
                };
                section += if digit == 0.0 { scale } else { digit * scale };
                digit = 0.0;
            }
            '万' | '亿' => {
                let scale = if *numeral == '万' { 1e4 } else { 1e8 };
                total = (total + section + digit) * scale;
                (section, digit) = (0.0, 0.0);
            }
            other => digit = digit_of(*other).unwrap_or(0.0),
        }
    }
    total + section + digit
}
