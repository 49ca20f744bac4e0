//! Where the rules of composition fail.

use super::diagnosis::Guilt;
use super::outline::Outline;
use super::rejection::Reason;
use crate::expression::{Graph, NodeId, Tape};
use crate::function::Bend;
use crate::kind::Shape;
use crate::number::{Endpoint, Number};

/// Why `fixed + Σ row` has not the shape of a convex function at these parameters.
pub(crate) fn not_composed<'b, E: Endpoint>(
    graph: &Graph,
    (fixed, row): (NodeId, Option<NodeId>),
    at: &[Shape<'b, E>],
    rows: &[Vec<Shape<'b, E>>],
    context: <Shape<'b, E> as Number>::Context,
) -> Reason {
    let tape = Tape::new(graph, fixed, row);
    let rows = || rows.iter().map(Vec::as_slice);
    let reason = |node, row: Option<usize>, operands, bend| Reason::NotComposed {
        node,
        row: row.map(|row| row + 1),
        operands,
        bend,
    };
    if let Some(Guilt { node, operands, row, .. }) = tape.diagnose(at, rows(), context) {
        let operands = operands.iter().filter_map(Outline::of).collect();
        return reason(node, row, operands, Bend::UNKNOWN);
    }
    // Every node has a shape, but one of the summands has the wrong one.
    let alone = Tape::new(graph, fixed, None).run(at, [], context, &mut Vec::new()).bend();
    let Some(node) = row.filter(|_| alone.convex) else {
        return reason(fixed, None, Vec::new(), alone);
    };
    let of_row = |row| tape.run(at, [row], context, &mut Vec::new()).bend();
    let guilty = rows().map(of_row).enumerate().find(|(_, bend)| !bend.convex);
    let (row, bend) = guilty.map_or((None, Bend::UNKNOWN), |(row, bend)| (Some(row), bend));
    reason(node, row, Vec::new(), bend)
}
