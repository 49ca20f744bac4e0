//! Weights as other libraries store them. The files of `inputs/weights` were written by PyTorch 2, NumPy, scikit-learn
//! with skl2onnx, and JAX, all from one network 3-2-2 with float32 weights.

use jensen::number::Rational;
use jensen::report::diagnostic;
use jensen::source::{Draft, Loaded, SourceError, init, read_point, read_problem};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    fs::canonicalize("tests/all/inputs/weights").unwrap()
}

/// A network 3-2-2 around these weights.
fn read(weights: &Path) -> Result<Loaded, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    let problem = format!(
        "[data]\ncolumns = [\"x1\", \"x2\", \"x3\", \"y\"]\nrows = [[1, 2, 3, 0], [0, 1, 0, 1]]\n\
         [network]\nlayers = [3, 2, 2]\nactivation = \"tanh\"\nloss = \"cross-entropy\"\n\
         [domain]\ncenter = '{}'\nradius = 0\n",
        weights.display()
    );
    let path = folder.path().join("p.toml");
    fs::write(&path, problem).unwrap();
    read_problem(&path)
}

fn center(loaded: &Loaded) -> Vec<Rational> {
    loaded.problem.domain.limits.iter().map(|limits| limits.lower.clone().unwrap()).collect()
}

#[test]
fn every_library_stores_the_same_network() {
    let expected = center(&read(&folder().join("expected.csv")).unwrap());
    let mut notices = String::new();
    for file in [
        "torch.safetensors",
        "torch.json",
        "torch.onnx",
        "torch-script.onnx",
        "named.safetensors",
        "vector.npy",
        "blocks.npz",
        "fortran.npz",
        "sklearn.npz",
        "flax.npz",
    ] {
        let loaded =
            read(&folder().join(file)).unwrap_or_else(|error| panic!("{}", diagnostic::render(&error)));
        // Python prints floats in JSON with seventeen digits at most.
        let near = |(a, b): (&Rational, &Rational)| {
            a == b || (file == "torch.json" && Rational::from(a - b).abs() < 1e-15)
        };
        assert!(center(&loaded).iter().zip(&expected).all(near), "{file}");
        notices += &format!("{file}: {}\n", loaded.notices.join("; "));
        let at = read_point("--at", folder().join(file).to_str().unwrap(), &loaded.problem).unwrap();
        assert_eq!(at, center(&loaded), "{file}");
    }
    insta::assert_snapshot!(notices);
}

#[test]
fn drafts_take_layers_from_the_weights() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("t.csv");
    let files = [("torch.safetensors", 2), ("sklearn.npz", 2), ("torch.onnx", 2), ("sklearn.onnx", 3)];
    let lines = files.map(|(file, classes)| {
        let rows = [[1, 2, 3], [0, 1, 0], [2, 0, 1], [1, 1, 1], [2, 2, 0], [0, 2, 2]];
        let rows = rows.iter().enumerate().map(|(at, [a, b, c])| format!("{a},{b},{c},{}\n", at % classes));
        fs::write(&data, format!("a,b,c,y\n{}", rows.collect::<String>())).unwrap();
        let weights = folder().join(file);
        let draft = Draft { weights: Some((weights.clone(), weights)), ..Draft::default() };
        let text = init(&data, &data, &draft).unwrap();
        let kept = text.lines().filter(|line| {
            ["layers", "activation", "loss", "radius"].iter().any(|key| line.starts_with(key))
        });
        format!("{file}\n{}\n", kept.collect::<Vec<_>>().join("\n"))
    });
    insta::assert_snapshot!(lines.join("\n"));
}

/// Columns that are the same in every row are inputs where the weights have seen them, whatever the format; layers that the
/// weights do not have are refused.
#[test]
fn drafts_fit_the_weights() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("t.csv");
    let rows: String = (0..6).map(|at| format!("{},4,{},{}\n", at * 3 % 5, 7 - at, at % 2)).collect();
    fs::write(&data, format!("a,b,c,y\n{rows}")).unwrap();
    for file in ["torch.safetensors", "sklearn.npz", "torch.onnx"] {
        let weights = folder().join(file);
        let draft = Draft { weights: Some((weights.clone(), weights)), ..Draft::default() };
        let text = init(&data, &data, &draft).unwrap();
        assert!(text.contains("inputs = [\"a\", \"b\", \"c\"]"), "{file}: {text}");
        let problem = directory.path().join("p.toml");
        fs::write(&problem, &text).unwrap();
        read_problem(&problem).unwrap_or_else(|error| panic!("{}", diagnostic::render(&error)));
        let other = Draft { layers: Some(vec![17]), ..draft };
        assert!(init(&data, &data, &other).is_err(), "{file}");
    }
}

/// One list of all parameters, and files with arrays that no dense layer takes.
#[test]
fn drafts_from_lists_and_from_other_networks() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("t.csv");
    let rows: String =
        (0..6).map(|at| format!("{},{},{},{}\n", at * 3 % 5, at * at % 7, 7 - at, at % 2)).collect();
    fs::write(&data, format!("a,b,c,y\n{rows}")).unwrap();
    let list = |count: usize| format!("[{}]", vec!["0.5"; count].join(","));
    let norm = r#"{"fc1.weight": [[1, 2, 3], [3, 2, 1]], "fc1.bias": [0, 1], "bn.weight": [1, 1], "bn.bias": [0, 0],
        "bn.batches": 7, "fc2.weight": [[1, 2]], "fc2.bias": [0]}"#;
    let cases = [
        (list(4), None),
        (list(11), None),
        (list(13), None),
        (list(17), Some(vec![2, 2])),
        (list(17), Some(vec![2])),
        (norm.to_owned(), None),
    ];
    let said = cases.map(|(text, layers)| {
        let weights = directory.path().join("w.json");
        fs::write(&weights, text).unwrap();
        let draft = Draft { weights: Some((weights.clone(), weights)), layers, ..Draft::default() };
        match init(&data, &data, &draft) {
            Ok(text) => {
                let problem = directory.path().join("p.toml");
                fs::write(&problem, &text).unwrap();
                read_problem(&problem).unwrap_or_else(|error| panic!("{}", diagnostic::render(&error)));
                let is_kept =
                    |line: &&str| line.starts_with("layers") || line.starts_with("# the weights are");
                text.lines().filter(is_kept).collect::<Vec<_>>().join("\n")
            }
            Err(error) => diagnostic::render(&error).replace(&format!("{}/", directory.path().display()), ""),
        }
    });
    insta::assert_snapshot!(said.join("\n\n"), @r"
    # the weights are one list: layers 3×1 are assumed
    layers = [3, 1]  # inputs, hidden layers, outputs

    # the weights are one list: layers 3×2×1 are assumed
    layers = [3, 2, 1]  # inputs, hidden layers, outputs

    error[E-WEIGHT-SHAPES]: there are 13 numbers in one list, and not as many parameters in a network with one hidden layer, or none, and 3 inputs
    --> w.json
     = help: Say which layers with `--layers`, such as 16,16; each has biases.

    layers = [3, 2, 2, 1]  # inputs, hidden layers, outputs

    error[E-WEIGHT-SHAPES]: there are 17 numbers in one list, and not as many parameters in layers 3×2×1
    --> w.json
     = help: Say which layers with `--layers`, such as 16,16; each has biases.

    error[E-WEIGHT-SHAPES]: no layer takes these arrays: bn.weight 2, bn.bias 2, bn.batches 1 number
    --> w.json
     = help: Networks are dense layers with activations: fold batch normalisation into the weights, and leave other arrays out.
    ");
}

#[test]
fn what_holds_no_weights_says_what_does() {
    let directory = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 10] = [
        ("other.json", br#"{"0.weight": [[1, 2]], "0.bias": [1]}"#),
        ("ragged.json", br#"{"W1": [[1, 2, 3], [1]]}"#),
        ("nan.json", br#"{"W1": [[NaN]]}"#),
        ("broken.json", br#"{"W1": "#),
        ("half.csv", b"name,value\n0.weight[0,0],1\n0.weight[0,1],1\n0.weight[0,2],1\n0.weight[1,0],1\n0.weight[1,1],1\n0.weight[1,2],1\n"),
        ("inf.csv", b"W1[1,1],-inf\n"),
        ("misspelt.csv", b"W1,1\nb1,0\nW2,1\nbb2,0\n"),
        ("model.h5", b"\x89HDF\r\n\x1a\n\x00\xff"),
        ("broken.npy", b"\x93NUMPY\x01\x00\x02\x00{}"),
        ("broken.onnx", b"\x08\x07\xff\xff"),
    ];
    let mut said: Vec<String> = files
        .iter()
        .map(|(name, content)| {
            let path = directory.path().join(name);
            fs::write(&path, content).unwrap();
            let error = read(&path).err().unwrap_or_else(|| panic!("{name}"));
            diagnostic::render(&error).replace(&format!("{}/", directory.path().display()), "")
        })
        .collect();
    let pickle = read(&folder().join("torch.pt")).unwrap_err();
    said.push(diagnostic::render(&pickle).replace(&format!("{}/", folder().display()), ""));
    insta::assert_snapshot!(said.join("\n\n"));
}

/// A square matrix fits as it is and transposed: the names must tell.
#[test]
fn square_weights_need_names_that_tell() {
    let directory = tempfile::tempdir().unwrap();
    let read = |names: [&str; 4]| {
        let path = directory.path().join("w.json");
        let [w1, b1, w2, b2] = names;
        let text = format!(
            r#"{{"{w1}": [[1, 2], [3, 4]], "{b1}": [0, 0], "{w2}": [[5, 6], [7, 8]], "{b2}": [0, 0]}}"#
        );
        fs::write(&path, text).unwrap();
        let problem = directory.path().join("p.toml");
        let text = "[data]\ncolumns = [\"x1\", \"x2\", \"y\"]\nrows = [[1, 2, 0], [0, 1, 1]]\n\
            [network]\nlayers = [2, 2, 2]\nactivation = \"tanh\"\nloss = \"cross-entropy\"\n\
            [domain]\ncenter = \"w.json\"\nradius = 0\n";
        fs::write(&problem, text).unwrap();
        read_problem(&problem).map(|loaded| center(&loaded)[1].clone())
    };
    assert_eq!(read(["W1", "b1", "W2", "b2"]).unwrap(), 2);
    assert_eq!(read(["0.weight", "0.bias", "2.weight", "2.bias"]).unwrap(), 2);
    assert_eq!(read(["d0/kernel", "d0/bias", "d1/kernel", "d1/bias"]).unwrap(), 3);
    let error = read(["arr_0", "arr_1", "arr_2", "arr_3"]).unwrap_err();
    assert!(error.to_string().contains("square"), "{error}");
}
