//! Tables as their users have them: what is read, what is decided for the user, and what is refused.

use jensen::number::Rational;
use jensen::report::diagnostic;
use jensen::source::{Draft, Loaded, SourceError, init, read_problem};
use std::fs;
use std::path::Path;

/// Reads a network's problem over this table, with more lines in `[data]` and `[network]`.
fn read(table: &[u8], data: &str, network: &str) -> Result<Loaded, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.csv"), table).unwrap();
    let problem = format!(
        "[data]\nfile = \"t.csv\"\n{data}\n[network]\n{network}\nactivation = \"tanh\"\n[domain]\ndefault = [-1, 1]\n"
    );
    let path = folder.path().join("p.toml");
    fs::write(&path, problem).unwrap();
    read_problem(&path)
}

fn rows(loaded: &Loaded) -> Vec<Vec<String>> {
    loaded.problem.rows.iter().map(|row| row.iter().map(Rational::to_string).collect()).collect()
}

const REGRESSION: &str = "layers = [1, 1, 1]\nloss = \"squared\"";
const CLASSES: &str = "layers = [1, 1, 2]\nloss = \"cross-entropy\"";

/// The draft for a table, and what is said when it is read.
fn draft(table: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    fs::write(&path, table).unwrap();
    let draft = init(&path, Path::new("t.csv"), &Draft::default());
    let text = match draft {
        Ok(text) => text,
        Err(error) => return diagnostic::render(&error).replace(&folder.path().display().to_string(), ""),
    };
    let problem = folder.path().join("p.toml");
    fs::write(&problem, &text).unwrap();
    let loaded = read_problem(&problem).unwrap_or_else(|error| panic!("{text}\n{error}"));
    let head: Vec<_> = text
        .lines()
        .filter(|line| {
            ["#", "layers", "loss", "inputs", "target", "classes", "columns", "drop", "standardize"]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .collect();
    format!("{}\n{} rows, the first {:?}\n", head.join("\n"), loaded.problem.rows.len(), rows(&loaded)[0])
}

#[test]
fn every_export_is_the_same_table() {
    let plain = "x,y\n0.5,1\n-2,0\n3,1\n";
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(plain.encode_utf16()).flat_map(unit).collect()
    };
    let exports: [Vec<u8>; 9] = [
        plain.into(),
        plain.replace(',', ";").into(),
        plain.replace(',', "\t").into(),
        plain.replace('\n', "\r\n").into(),
        format!("\u{feff}{plain}").into(),
        "\"x\",\"y\"\n\"0.5\",\"1\"\n\"-2\",\"0\"\n+3,1\n".into(),
        ",x,y\n0,0.5,True\n1,-2,False\n2,3,True\n".into(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ];
    for export in exports {
        let loaded = read(&export, "", "layers = [1, 1, 1]\nloss = \"logistic\"").unwrap();
        assert_eq!(
            rows(&loaded),
            [["1/2", "1"], ["-2", "0"], ["3", "1"]],
            "{}",
            String::from_utf8_lossy(&export)
        );
    }
}

#[test]
fn classes_are_numbered_in_the_order_that_is_written() {
    let table = b"x,kind\n1,b\n2,a\n3,b\n";
    let loaded = read(table, "classes = [\"a\", \"b\"]", CLASSES).unwrap();
    assert_eq!(rows(&loaded), [["1", "0", "1"], ["2", "1", "0"], ["3", "0", "1"]]);
    let loaded = read(b"x,y\n1,1\n2,2\n3,1.0\n", "classes = [1, 2]", CLASSES).unwrap();
    assert_eq!(rows(&loaded), [["1", "1", "0"], ["2", "0", "1"], ["3", "1", "0"]]);
}

#[test]
fn rows_are_taken_and_dropped() {
    let table = b"x,note,y\n1,,0\n2,a,\n3,b,1\n4,c,2\n5,d,3\n6,e,4\n";
    let network = "layers = [1, 1, 1]\nloss = \"squared\"\ninputs = [\"x\"]";
    let first = |data| {
        let loaded = read(table, data, network).unwrap();
        (
            rows(&loaded).iter().map(|row| row[0].clone()).collect::<Vec<_>>().join(" "),
            loaded.notices.join("; "),
        )
    };
    assert_eq!(
        first("drop_missing = true"),
        ("1 3 4 5 6".into(), "1 of 6 rows lack a value and are left out".into())
    );
    assert_eq!(first("take = \"3..6\"").0, "3 4 5 6");
    assert_eq!(first("take = \"3..6\"\nevery = 2").0, "3 5");
}

#[test]
fn columns_are_chosen_and_called_anew() {
    let table = b"mean radius,smooth (cm),y\n1,2,0\n3,4,1\n";
    let columns = |data| {
        let loaded = read(table, data, "layers = [2, 1, 1]\nloss = \"squared\"").unwrap();
        (loaded.problem.columns.join(" "), loaded.notices.join("; "))
    };
    assert_eq!(columns("").0, "mean_radius smooth_cm y");
    // Commands that answer do not repeat it.
    assert_eq!(columns("").1, "");
    let naming = "columns are called mean_radius (\"mean radius\"), smooth_cm (\"smooth (cm)\")";
    let loaded = read(table, "", "layers = [2, 1, 1]\nloss = \"squared\"").unwrap();
    assert_eq!(loaded.naming.as_deref(), Some(naming));
    assert_eq!(columns("columns = [\"a\", \"b\", \"c\"]").0, "a b c");
    assert_eq!(columns("columns = [\"smooth (cm)\", \"mean radius\", \"y\"]").0, "smooth_cm mean_radius y");
    assert_eq!(columns("columns = { r = \"mean radius\", s = \"smooth (cm)\", t = \"y\" }").0, "r s t");
}

#[test]
fn a_column_that_counts_the_rows_is_an_input_only_where_it_is_needed() {
    let table = b"i,x,y\n0,5,1\n1,7,2\n2,6,3\n";
    assert_eq!(read(table, "", REGRESSION).unwrap().problem.columns.join(" "), "x y");
    let two = read(table, "", "layers = [2, 1, 1]\nloss = \"squared\"").unwrap();
    assert_eq!(two.problem.columns.join(" "), "i x y");
}

#[test]
fn an_index_of_shuffled_or_chosen_rows_is_left_out() {
    for numbers in [[2, 0, 1], [3, 1, 2], [140, 7, 12]] {
        let table = format!(",x,y\n{},5,1\n{},7,2\n{},6,3\n", numbers[0], numbers[1], numbers[2]);
        let loaded = read(table.as_bytes(), "", REGRESSION).unwrap();
        assert_eq!(loaded.problem.columns.join(" "), "x y");
        assert!(loaded.notices[0].contains("as an index does"), "{:?}", loaded.notices);
    }
    // A number that comes twice, or is no count, is none; nor is what has a name.
    for (first, numbers) in [("", ["2", "0", "2"]), ("", ["2", "0.5", "1"]), ("id", ["2", "0", "1"])] {
        let table = format!("{first},x,y\n{},5,1\n{},7,2\n{},6,3\n", numbers[0], numbers[1], numbers[2]);
        let loaded = read(table.as_bytes(), "", "layers = [2, 1, 1]\nloss = \"squared\"")
            .unwrap_or_else(|error| panic!("{table}{}", diagnostic::render(&error)));
        assert_eq!(loaded.problem.columns.len(), 3, "{table}");
    }
}

/// `torch.nn.CrossEntropyLoss(weight=[1, 2, 1/2], label_smoothing=0.1)` of three rows is 0.70958.
#[test]
fn class_weights_and_label_smoothing_go_together_as_in_pytorch() {
    let outputs = [[0.1, 0.7, -0.3], [1.0, 0.0, 0.5], [0.2, -0.4, 0.9]];
    let network =
        "layers = [1, 1, 3]\nloss = \"cross-entropy\"\nclass_weights = [1, 2, 0.5]\nlabel_smoothing = 0.1";
    let loaded = read(b"x,y\n1,1\n2,0\n3,2\n", "", network).unwrap();
    let mut sum = 0.0;
    for (row, outputs) in loaded.problem.rows.iter().zip(outputs) {
        let [_, targets @ .., share] = &row[..] else { panic!("{row:?}") };
        let total = outputs.iter().map(|f: &f64| f.exp()).sum::<f64>().ln();
        let loss: f64 = targets.iter().zip(outputs).map(|(y, f)| y.to_f64() * (total - f)).sum();
        sum += share.to_f64() * loss;
        assert_eq!(Rational::from(Rational::sum(targets.iter())), 1);
    }
    assert!((sum - 0.70958012).abs() < 1e-7, "{sum}");
}

#[test]
fn losses_weigh_rows_and_classes() {
    let table = b"x,w,y\n1,1,0\n2,3,1\n";
    let network = "layers = [1, 1, 1]\nloss = \"logistic\"\nsample_weight = \"w\"\nclass_weights = [2, 1]";
    let loaded = read(table, "", network).unwrap();
    assert_eq!(rows(&loaded), [["1", "0", "2/5"], ["2", "1", "3/5"]]);
    let smooth = read(b"x,y\n1,0\n2,1\n", "", &format!("{CLASSES}\nlabel_smoothing = 0.1")).unwrap();
    assert_eq!(rows(&smooth), [["1", "19/20", "1/20"], ["2", "1/20", "19/20"]]);
}

#[test]
fn drafts_say_what_they_assume() {
    let tables: [&[u8]; 8] = [
        b",sepal length (cm),species\n0,5.1,setosa\n1,4.9,virginica\n2,4.7,setosa\n3,5.0,virginica\n",
        b"5.1,3.5,Iris-setosa\n4.9,3.0,Iris-versicolor\n6.3,3.3,Iris-setosa\n5.8,2.7,Iris-versicolor\n",
        b"x;y\n0,5;1\n1,5;0\n2,5;1\n",
        b"age,fare,survived\n22,7.25,0\n,71.28,1\n26,7.92,1\n35,53.1,0\n",
        b"name,x,constant,y\nann,1000,1,0.5\nbob,-2000,1,0.7\ncid,1,1,0.9\n",
        b"x,y\n1,1\n2,2\n3,3\n4,1\n5,2\n6,3\n",
        b"0,1,2\n0.5,0.25,1\n1.5,0.75,0\n2.5,0.5,1\n",
        b"PK\x03\x04\xff\xfe\x00",
    ];
    let drafts: Vec<_> = tables.into_iter().map(draft).collect();
    insta::assert_snapshot!(drafts.join("\n"));
}

/// Files of weights where data are wanted.
#[test]
fn models_are_no_data() {
    let onnx = b"\x08\x0a\x12\x07pytorch\x00".as_slice();
    let safetensors = b"\x10\x00\x00\x00\x00\x00\x00\x00{\"w\":{}}       ".as_slice();
    for (bytes, what) in [(onnx, "an ONNX model"), (safetensors, "a safetensors file")] {
        let error = diagnostic::render(&read(bytes, "", REGRESSION).unwrap_err());
        assert!(error.contains(what) && error.contains("`center` in `[domain]`"), "{error}");
    }
}

#[test]
fn what_cannot_be_read_says_where_and_what_to_do() {
    let cases: [(&[u8], &str, &str); 16] = [
        (b"x,y\n1,a\n2,b\n3,a\n", "", CLASSES),
        (b"x,y\n1,a\n2,c\n3,a\n", "classes = [\"a\", \"b\"]", CLASSES),
        (b"x,y\n1,1\n2,2\n3,1\n", "", CLASSES),
        (b"x,y\n1,0\n,1\n3,1\n", "", REGRESSION),
        (b"x;y\n1,5;0\n2,5;1\n", "", REGRESSION),
        (b"x,y\n1,0\n2,1\n", "take = \"2\"", REGRESSION),
        (b"x,y\n1,0\n2,1\n", "take = \"1..3\"", REGRESSION),
        (b"x,y\n1,0\n2,1\n", "every = 0", REGRESSION),
        (b"x,y\n1,0\n2,1\n", "columns = [\"x\", \"z\"]", REGRESSION),
        (b"x,y\n1,a\n2,b\n", "classes = [\"a\", \"b\", \"c\"]", CLASSES),
        (b"x,y\n1,0\n2,1\n", "", "layers = [1, 1, 1]\nloss = \"mse\""),
        (b"x,y\n1,0\n2,1\n,3\n4,1\n", "take = \"2..4\"", REGRESSION),
        (b"x,y\n1,0\n2,1\n", "", "layers = [1, 1, 1]\nloss = \"focal\"\ngamma = -1"),
        (b"x,y\n1,0\n2,1\n", "", "layers = [1, 1, 1]\nloss = \"focal\"\ngamma = 1.5"),
        (b"x,y\n1,0\n2,1\n", "", "layers = [1, 1, 2]\nloss = \"cross-entropy\"\nclass_weights = [1, 2, 3]"),
        (b"x,y\n1,0\n2,1\n", "", "layers = [1, 1, 1]\nloss = \"squared\"\nsample_weight = \"y\""),
    ];
    let said = cases.map(|(table, data, network)| {
        let error = read(table, data, network).expect_err(data);
        let text = diagnostic::render(&error);
        let start = text.find("--> ").map_or(text.len(), |at| at + 4);
        let end = text[start..].find(['t', 'p']).map_or(start, |at| start + at);
        let name = text[start..].find("t.csv").or(text[start..].find("p.toml")).map_or(end, |at| start + at);
        format!("{}{}", &text[..start], &text[name..])
    });
    insta::assert_snapshot!(said.join("\n\n"));
}
