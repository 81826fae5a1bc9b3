//! What answers the calls of Testbed, as PROTOCOL.md 12.2 says.

use roam::{Rx, Tx};

use crate::testbed::{Canvas, Color, LookupError, MathError, Message, Person, Point, Rectangle, Shape, Testbed};

#[derive(Clone)]
pub struct TestbedPeer;

fn person(name: &str, age: u8, email: Option<&str>) -> Person {
    Person { name: name.into(), age, email: email.map(Into::into) }
}

impl Testbed for TestbedPeer {
    async fn echo(&self, message: String) -> String {
        message
    }

    async fn reverse(&self, message: String) -> String {
        message.chars().rev().collect()
    }

    async fn divide(&self, dividend: i64, divisor: i64) -> Result<i64, MathError> {
        match divisor {
            0 => Err(MathError::DivisionByZero),
            _ => dividend.checked_div(divisor).ok_or(MathError::Overflow),
        }
    }

    async fn lookup(&self, id: u32) -> Result<Person, LookupError> {
        match id {
            1 => Ok(person("Alice", 30, Some("alice@example.com"))),
            2 => Ok(person("Bob", 25, None)),
            3 => Ok(person("Charlie", 35, Some("charlie@example.com"))),
            _ => Err(LookupError::NotFound),
        }
    }

    async fn sum(&self, mut numbers: Rx<i32>) -> i64 {
        let mut total = 0;
        while let Ok(Some(number)) = numbers.recv().await {
            total += i64::from(*number);
        }
        total
    }

    async fn generate(&self, count: u32, output: Tx<i32>) {
        for number in 0..count {
            if output.send(number as i32).await.is_err() {
                return;
            }
        }
        let _ = output.close(Default::default()).await;
    }

    async fn transform(&self, mut input: Rx<String>, output: Tx<String>) {
        while let Ok(Some(word)) = input.recv().await {
            if output.send(word.clone()).await.is_err() {
                return;
            }
        }
        let _ = output.close(Default::default()).await;
    }

    async fn echo_point(&self, point: Point) -> Point {
        point
    }

    async fn create_person(&self, name: String, age: u8, email: Option<String>) -> Person {
        Person { name, age, email }
    }

    async fn rectangle_area(&self, rect: Rectangle) -> f64 {
        let width = f64::from(rect.bottom_right.x) - f64::from(rect.top_left.x);
        let height = f64::from(rect.bottom_right.y) - f64::from(rect.top_left.y);
        (width * height).abs()
    }

    async fn parse_color(&self, name: String) -> Option<Color> {
        match name.to_lowercase().as_str() {
            "red" => Some(Color::Red),
            "green" => Some(Color::Green),
            "blue" => Some(Color::Blue),
            _ => None,
        }
    }

    async fn shape_area(&self, shape: Shape) -> f64 {
        match shape {
            Shape::Circle { radius } => std::f64::consts::PI * radius * radius,
            Shape::Rectangle { width, height } => width * height,
            Shape::Point => 0.0,
        }
    }

    async fn create_canvas(&self, name: String, shapes: Vec<Shape>, background: Color) -> Canvas {
        Canvas { name, shapes, background }
    }

    async fn process_message(&self, msg: Message) -> Message {
        match msg {
            Message::Text(text) => Message::Text(format!("processed: {text}")),
            Message::Number(number) => Message::Number(number.wrapping_mul(2)),
            Message::Data(mut bytes) => {
                bytes.reverse();
                Message::Data(bytes)
            }
        }
    }

    async fn get_points(&self, count: u32) -> Vec<Point> {
        (0..count as i32).map(|i| Point { x: i, y: 2 * i }).collect()
    }

    async fn swap_pair(&self, (number, word): (i32, String)) -> (String, i32) {
        (word, number)
    }
}
