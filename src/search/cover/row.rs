//! The tree of a search as a row of blocks, in preorder: what is proved at a goal; then what is left; then what has
//! reached the rung.

use super::block::Block;
use super::node::Node;
use std::collections::VecDeque;

/// The row.
#[derive(Debug)]
pub(super) struct Row {
    done: Vec<Vec<Node>>,
    rest: VecDeque<Block>,
    /// Last block first.
    tail: Vec<Block>,
    nodes_done: usize,
    volume: f64,
    bytes: u64,
}

impl Row {
    /// All of it is left.
    pub fn new(blocks: Vec<Block>) -> Self {
        let bytes = blocks.iter().map(Block::bytes).sum();
        Row { done: vec![], rest: blocks.into(), tail: vec![], nodes_done: 0, volume: 0.0, bytes }
    }

    /// Blocks that are left.
    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// Nodes that are done.
    pub fn nodes_done(&self) -> usize {
        self.nodes_done
    }

    /// Nodes in all.
    pub fn nodes(&self) -> usize {
        let blocks = self.rest.iter().chain(&self.tail);
        self.nodes_done + blocks.map(|block| block.before.len() + block.nodes.len()).sum::<usize>()
    }

    /// The part of the box that is done.
    pub fn volume(&self) -> f64 {
        self.volume
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All nodes in preorder.
    pub fn all(&self) -> impl Iterator<Item = Node> + '_ {
        self.done.iter().flatten().chain(self.open()).copied()
    }

    /// Those that are not done.
    pub fn open(&self) -> impl Iterator<Item = &Node> {
        self.rest.iter().chain(self.tail.iter().rev()).flat_map(Block::all)
    }

    /// What had reached the rung is left again.
    pub fn untail(&mut self) {
        self.rest.extend(self.tail.drain(..).rev());
    }

    /// The last blocks that are left and reach the rung join those that do; whether all have.
    pub fn settle(&mut self, reaches: impl Fn(&Block) -> bool) -> bool {
        while self.rest.back().is_some_and(&reaches) {
            self.tail.extend(self.rest.pop_back());
        }
        self.rest.is_empty() && !self.tail.is_empty()
    }

    /// Takes the first block that is left.
    pub fn first(&mut self) -> Option<Block> {
        self.rest.pop_front().inspect(|block| self.bytes -= block.bytes())
    }

    /// Takes the last block that is left.
    pub fn last(&mut self) -> Option<Block> {
        self.rest.pop_back().inspect(|block| self.bytes -= block.bytes())
    }

    /// Puts blocks back in front of what is left; the first of them that reach the goal are done.
    pub fn put_first(&mut self, mut blocks: Vec<Block>, reaches: impl Fn(&Block) -> bool) {
        let settled = blocks.iter().take_while(|block| reaches(block)).count();
        for block in blocks.drain(settled..).rev() {
            self.bytes += block.bytes();
            self.rest.push_front(block);
        }
        for Block { before: mut nodes, nodes: own, depth, .. } in blocks {
            if nodes.is_empty() {
                nodes = own;
            } else {
                nodes.extend(own);
            }
            self.nodes_done += nodes.len();
            self.volume += 0.5f64.powi(depth as i32);
            self.bytes += (nodes.capacity() * size_of::<Node>() + size_of::<Vec<Node>>()) as u64;
            self.done.push(nodes);
        }
    }

    /// Puts blocks back behind what is left, last block first; the first of them that reach the rung join those
    /// that do.
    pub fn put_last(&mut self, mut blocks: Vec<Block>, reaches: impl Fn(&Block) -> bool) {
        self.bytes += blocks.iter().map(Block::bytes).sum::<u64>();
        let settled = blocks.iter().take_while(|block| reaches(block)).count();
        self.rest.extend(blocks.drain(settled..).rev());
        self.tail.extend(blocks);
    }
}
