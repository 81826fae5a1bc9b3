//! The types of `Odds` there and back.

use std::collections::BTreeSet;

use roam::RoamError;
use serde_json::{Value, json};

use crate::odds::{Form, Metres, Nothing, OddsClient, Pair, Refusal, Tree};

/// Each value goes to the counterpart and back; tells which came back changed.
pub async fn odd_values(odds: &OddsClient) -> Result<Value, String> {
    let mut wrong = Vec::new();
    let mut check = |name: &str, right: bool| {
        if !right {
            wrong.push(name.to_string());
        }
    };
    let extremes = (u128::MAX, i128::MIN);
    check("wide", odds.wide(extremes.0, extremes.1).await.is_ok_and(|back| back == extremes));
    check("letter", odds.letter('🦀').await.is_ok_and(|back| back == '🦀'));
    let table = [("one".to_string(), 1), ("two".to_string(), 2)].into();
    let turned = [(1, "one".to_string()), (2, "two".to_string())].into();
    check("table", odds.table(table).await.is_ok_and(|back| back == turned));
    let words: BTreeSet<String> = ["b".to_string(), "a".to_string()].into();
    check("unique", odds.unique(words.clone()).await.is_ok_and(|back| back == words));
    check("fixed", odds.fixed([1, 2, 65_535]).await.is_ok_and(|back| back == [65_535, 2, 1]));
    check("nothing", odds.nothing(Nothing).await.is_ok_and(|back| back == Nothing));
    let pair = Pair(-7, "seven".into());
    check("pair", odds.pair(pair.clone()).await.is_ok_and(|back| back == pair));
    check("metres", odds.metres(Metres(1.5)).await.is_ok_and(|back| back == Metres(1.5)));
    let tree = Tree { value: 1, children: vec![Tree { value: 2, children: vec![] }] };
    let grown = Tree { value: 2, children: vec![tree.clone()] };
    check("grow", odds.grow(tree).await.is_ok_and(|back| back == grown));
    let forms = [
        Form::Plain,
        Form::Single(1),
        Form::Several(2, "two".into()),
        Form::Named { left: -1, right: vec![0, 255] },
        Form::Recursive(Box::new(Form::Single(3))),
    ];
    for form in forms {
        check("form", odds.form(form.clone()).await.is_ok_and(|back| back == form));
    }
    let refusal = Refusal::TooLong { length: 9, limit: 8 };
    check("refuse", matches!(odds.refuse("x".repeat(9)).await, Err(RoamError::User(error)) if error == refusal));
    check("get_http2_url", odds.get_http2_url(true).await.is_ok_and(|url| url == "http://[::1]/"));
    check("borrowed", odds.borrowed("first second".into()).await.is_ok_and(|word| *word == "first"));
    Ok(json!(wrong))
}
